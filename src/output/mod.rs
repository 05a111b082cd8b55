//! What to make of an annotated text: rewritten text, JSON lines, tables, readable lists, pages.

pub mod html;
pub mod jsonl;
pub mod replace;
pub mod table;
pub mod text;

mod position;
mod summary;

pub use position::Positions;
pub use summary::{Form, MOST_PLACES, Mentioned, Place, Summary};
