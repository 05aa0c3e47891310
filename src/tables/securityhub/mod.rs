//! Tables over AWS Security Hub, a file each.

pub mod findings;
