//! Ways from text to keys: the trie where a dictionary has one, else the automaton.

use crate::dictionary::{Automaton, AutomatonState, Trie, TrieState};

/// Follows keys character by character, each given by its code.
pub(super) trait Keys: Copy {
    type State: Copy;

    fn root(&self) -> Self::State;
    /// Returns the code of a folded character; [`crate::dictionary::NO_CODE`] where no key has it.
    fn code(&self, folded: char) -> u32;
    fn step(&self, state: Self::State, code: u32) -> Option<Self::State>;
    /// Returns where the rows of the key that ends here stand, if one does.
    fn value(&self, state: Self::State) -> Option<u64>;
}

impl Keys for Trie<'_> {
    type State = TrieState;

    #[inline]
    fn root(&self) -> TrieState {
        Trie::root(self)
    }

    fn code(&self, folded: char) -> u32 {
        Trie::code(self, folded)
    }

    #[inline]
    fn step(&self, state: TrieState, code: u32) -> Option<TrieState> {
        Trie::step(self, state, code)
    }

    #[inline]
    fn value(&self, state: TrieState) -> Option<u64> {
        Trie::value(self, state)
    }
}

impl Keys for Automaton<'_> {
    type State = AutomatonState;

    #[inline]
    fn root(&self) -> AutomatonState {
        Automaton::root(self)
    }

    fn code(&self, folded: char) -> u32 {
        folded as u32
    }

    #[inline]
    fn step(&self, state: AutomatonState, code: u32) -> Option<AutomatonState> {
        let c = char::from_u32(code)?;
        self.steps(state, c.encode_utf8(&mut [0; 4]).as_bytes())
    }

    #[inline]
    fn value(&self, state: AutomatonState) -> Option<u64> {
        Automaton::value(self, state)
    }
}
