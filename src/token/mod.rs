//! Word segmentation, as far as boundaries of names need it.

pub(crate) mod chinese;
