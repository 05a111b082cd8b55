//! Reads the `fst` crate's automaton (format version 3) without trusting a byte of it.
//!
//! The crate's own reader panics on bad nodes even under a right checksum, so the walk over text goes
//! through this reader: every access is checked, and every transition must lead to a lower address, so
//! that a damaged or hostile file can give wrong answers at worst, never a panic or an endless loop.
//! A test holds it against the crate's reader.

/// Keys to values, read in place from the bytes that `fst::MapBuilder` wrote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Automaton<'a> {
    bytes: &'a [u8],
    root: usize,
}

/// A place in the automaton on the way of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    address: usize,
    output: u64,
}

const HEADER: usize = 16;
const TRAILER: usize = 20;
const INDEXED_FROM: usize = 33;
/// Address of the state that is final and leads nowhere; it has no bytes.
const EMPTY: usize = 0;

/// The bytes that a node may name by a 6-bit number (1 is the first). Part of the file format.
const COMMON: &[u8; 63] = b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

/// The parts of a node that a look-up needs.
struct Node {
    shape: Shape,
    is_final: bool,
    final_output: u64,
}

enum Shape {
    Leaf,
    One {
        input: u8,
        output: u64,
        target: usize,
    },
    Many {
        count: usize,
        inputs: usize,
        indexed: bool,
        targets: usize,
        target_size: usize,
        outputs: usize,
        output_size: usize,
        end: usize,
    },
}

impl<'a> Automaton<'a> {
    /// Wraps the bytes; `None` where header or trailer cannot be those of an automaton.
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Automaton<'a>> {
        if bytes.len() < HEADER + TRAILER || read(bytes, 0, 8)? != 3 {
            return None;
        }
        let root = usize::try_from(read(bytes, bytes.len() - 12, 8)?).ok()?;
        (root < bytes.len() - TRAILER).then_some(Automaton { bytes, root })
    }

    /// Returns the state before any byte of a key.
    pub(crate) fn root(&self) -> State {
        State { address: self.root, output: 0 }
    }

    /// Follows one byte.
    #[inline]
    pub(crate) fn step(&self, state: State, byte: u8) -> Option<State> {
        let node = self.node(state.address)?;
        let (address, output) = match node.shape {
            Shape::Leaf => return None,
            Shape::One { input, output, target } => (input == byte).then_some((target, output))?,
            Shape::Many {
                count,
                inputs,
                indexed,
                targets,
                target_size,
                outputs,
                output_size,
                end,
            } => {
                let position = if indexed {
                    let position = *self.bytes.get(inputs + count + byte as usize)? as usize;
                    (position < count).then_some(position)?
                } else {
                    // Transitions are stored last first.
                    let found = self
                        .bytes
                        .get(inputs..inputs + count)?
                        .iter()
                        .position(|&own| own == byte)?;
                    count - 1 - found
                };
                let nth = count - 1 - position;
                let target = self.target(targets + nth * target_size, target_size, end)?;
                let output = read(self.bytes, outputs + nth * output_size, output_size)?;
                (target, output)
            }
        };
        (address < state.address)
            .then_some(State { address, output: state.output.wrapping_add(output) })
    }

    /// Follows several bytes.
    #[inline]
    pub(crate) fn steps(&self, state: State, bytes: &[u8]) -> Option<State> {
        bytes.iter().try_fold(state, |state, &byte| self.step(state, byte))
    }

    /// Returns the value of the key that ends here, if one does.
    #[inline]
    pub(crate) fn value(&self, state: State) -> Option<u64> {
        let node = self.node(state.address)?;
        node.is_final.then(|| state.output.wrapping_add(node.final_output))
    }

    /// Returns the value of a key. O(key length).
    pub(crate) fn get(&self, key: &[u8]) -> Option<u64> {
        self.value(self.steps(self.root(), key)?)
    }

    fn node(&self, address: usize) -> Option<Node> {
        if address == EMPTY {
            return Some(Node { shape: Shape::Leaf, is_final: true, final_output: 0 });
        }
        let state = *self.bytes.get(address)?;
        match state >> 6 {
            0b11 | 0b10 => self.single(address, state),
            _ => self.many(address, state),
        }
    }

    #[inline]
    fn single(&self, address: usize, state: u8) -> Option<Node> {
        let common = (state & 0x3F) as usize;
        let (input, input_len) = match common {
            0 => (*self.bytes.get(address.checked_sub(1)?)?, 1),
            _ => (COMMON[common - 1], 0),
        };
        let shape = if state >> 6 == 0b11 {
            // The target is the node written just before.
            Shape::One { input, output: 0, target: address.checked_sub(input_len + 1)? }
        } else {
            let sizes_at = address.checked_sub(input_len + 1)?;
            let (target_size, output_size) = self.sizes(sizes_at)?;
            let targets = sizes_at.checked_sub(target_size)?;
            let end = targets.checked_sub(output_size)?;
            let target = self.target(targets, target_size, end)?;
            Shape::One { input, output: read(self.bytes, end, output_size)?, target }
        };
        Some(Node { shape, is_final: false, final_output: 0 })
    }

    #[inline]
    fn many(&self, address: usize, state: u8) -> Option<Node> {
        let is_final = state & 0x40 != 0;
        let (count, count_len) = match (state & 0x3F) as usize {
            // One transition has a form of its own, so a count of 1 stands for 256.
            0 => match *self.bytes.get(address.checked_sub(1)?)? as usize {
                1 => (256, 1),
                count => (count, 1),
            },
            count => (count, 0),
        };
        let sizes_at = address.checked_sub(count_len + 1)?;
        let (target_size, output_size) = self.sizes(sizes_at)?;
        let indexed = count >= INDEXED_FROM;
        let inputs = sizes_at.checked_sub(if indexed { 256 } else { 0 })?.checked_sub(count)?;
        let targets = inputs.checked_sub(count * target_size)?;
        let outputs = targets.checked_sub(count * output_size)?;
        let end = if is_final { outputs.checked_sub(output_size)? } else { outputs };
        let final_output = if is_final { read(self.bytes, end, output_size)? } else { 0 };
        let shape =
            Shape::Many { count, inputs, indexed, targets, target_size, outputs, output_size, end };
        Some(Node { shape, is_final, final_output })
    }

    #[inline]
    fn sizes(&self, at: usize) -> Option<(usize, usize)> {
        let packed = *self.bytes.get(at)?;
        let (target, output) = ((packed >> 4) as usize, (packed & 0xF) as usize);
        (target <= 8 && output <= 8).then_some((target, output))
    }

    #[inline]
    fn target(&self, at: usize, size: usize, end: usize) -> Option<usize> {
        match read(self.bytes, at, size)? {
            0 => Some(EMPTY),
            delta => end.checked_sub(usize::try_from(delta).ok()?),
        }
    }
}

/// Reads a little-endian number of `size` (0 to 8) bytes.
#[inline]
fn read(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let slice = bytes.get(at..at.checked_add(size)?)?;
    Some(slice.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn build(keys: &BTreeMap<Vec<u8>, u64>) -> Vec<u8> {
        let mut builder = fst::MapBuilder::memory();
        for (key, value) in keys {
            builder.insert(key, *value).expect("keys are sorted");
        }
        builder.into_inner().expect("writing to memory")
    }

    proptest! {
        #[test]
        fn agrees_with_the_fst_crate(
            keys in prop::collection::btree_map(prop::collection::vec(any::<u8>(), 0..5), any::<u64>(), 0..400),
            probes in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5), 0..50),
        ) {
            let bytes = build(&keys);
            let theirs = fst::Map::new(&bytes[..]).expect("fresh map");
            let ours = Automaton::new(&bytes).expect("fresh map");
            for key in keys.keys().chain(&probes) {
                prop_assert_eq!(ours.get(key), theirs.get(key), "key {:?}", key);
            }
        }

        #[test]
        fn survives_damage(
            keys in prop::collection::btree_map("[a-f]{0,6}", any::<u32>(), 1..60),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            probe in "[a-f]{0,12}",
        ) {
            let keys = keys.into_iter().map(|(key, value)| (key.into_bytes(), u64::from(value))).collect();
            let mut bytes = build(&keys);
            for (place, byte) in damage {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            if let Some(automaton) = Automaton::new(&bytes) {
                automaton.get(probe.as_bytes());
            }
        }
    }

    #[test]
    fn wide_nodes_are_indexed() {
        let keys = (0..=255u8).map(|byte| (vec![byte], u64::from(byte) * 7)).collect();
        let bytes = build(&keys);
        let automaton = Automaton::new(&bytes).expect("fresh map");
        for byte in 0..=255u8 {
            assert_eq!(automaton.get(&[byte]), Some(u64::from(byte) * 7));
        }
    }
}
