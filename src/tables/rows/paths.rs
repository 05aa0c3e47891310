//! The members that columns name, as one tree, so that an answer is read in a single pass.
//!
//! In come columns with paths such as `Resources[0].Type`, out goes the tree that the reader follows. A list has one
//! subtree for its elements; a path with `[0]` marks its leaf so that only first elements count.

use crate::tables::column::{Column, ColumnType};

/// A column that takes its value here.
#[derive(Debug)]
pub struct Leaf {
    /// Index of the column.
    pub column: usize,
    /// Only where every list on the way was entered at its first element.
    pub first_only: bool,
}

/// A place in an answer.
#[derive(Debug, Default)]
pub struct Node {
    members: Vec<(&'static str, Node)>,
    /// What is wanted below a member of any other name.
    any_member: Option<Box<Node>>,
    /// What comes below each element, when this is a list.
    pub elements: Option<Box<Node>>,
    /// Columns that take the scalar found here.
    pub leaves: Vec<Leaf>,
    /// Columns that take the JSON text found here.
    pub raw: Vec<Leaf>,
}

impl Node {
    /// Returns the tree of all members these columns name.
    pub fn of(columns: &[Column]) -> Self {
        let mut root = Self::default();
        for (index, column) in columns.iter().enumerate() {
            if let Some(key) = column.key() {
                for member in column.tags {
                    let leaf = Leaf { column: index, first_only: member.contains("[0]") };
                    // A key may have dots: it is one name, not a path.
                    root.descend(member).child(key).leaves.push(leaf);
                }
                continue;
            }
            if column.asked().is_some() {
                continue;
            }
            let leaf = Leaf { column: index, first_only: column.shows_first_of_many() };
            let node = root.descend(column.member);
            if column.kind == ColumnType::Json { node.raw.push(leaf) } else { node.leaves.push(leaf) }
        }
        root
    }

    fn descend(&mut self, path: &'static str) -> &mut Node {
        path.split('.').filter(|step| !step.is_empty()).fold(self, |node, step| {
            let name = step.trim_end_matches("[]").trim_end_matches("[0]");
            let child = node.child(name);
            if name.len() == step.len() { child } else { child.elements.get_or_insert_default() }
        })
    }

    fn child(&mut self, name: &'static str) -> &mut Node {
        if name == "*" {
            return self.any_member.get_or_insert_default();
        }
        let index = self.members.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            self.members.push((name, Node::default()));
            self.members.len() - 1
        });
        &mut self.members[index].1
    }

    /// Returns what is wanted below the member of this name.
    pub fn member(&self, name: &str) -> Option<&Node> {
        let known = self.members.iter().find(|(known, _)| *known == name).map(|(_, node)| node);
        known.or(self.any_member.as_deref())
    }

    /// Whether anything is wanted inside the value found here.
    pub fn has_members(&self) -> bool {
        !self.members.is_empty() || self.any_member.is_some() || self.elements.is_some() || !self.leaves.is_empty()
    }

    /// Whether nothing is wanted here.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty() && !self.has_members()
    }
}
