//! Takes rows from a page that came before: on an earlier page of the same walk, or at the moment that two windows share.
//! It remembers marks, never rows.

use std::collections::HashMap;

use super::marks::{Mark, Marker};
use super::tree;
use super::windows::Boundary;
use crate::model::{Offset, Shape};
use crate::{Leniency, Node, conform};

/// What was taken from a page, and what is left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sifted {
    /// The places of the rows that came before, in the list as it was answered.
    pub(super) repeated: Vec<usize>,
    /// How many rows are left.
    pub(super) left: u64,
    /// How many are new to this walk, though another window may have had them.
    pub(super) new: u64,
    /// Whether a row that came before has changed meanwhile.
    pub(super) has_changed: bool,
}

/// Knows the rows that came.
pub(super) struct Sift<'m> {
    /// What identifies a row; may be empty.
    id: &'m str,
    row: Option<Shape<'m>>,
    zone: Offset,
    marker: Marker,
    /// The rows of this walk by their ids, with all that they hold.
    came: HashMap<Mark, Mark>,
    /// Those of the windows before, as they were last.
    earlier: HashMap<Mark, Mark>,
    /// What the rows of the window before hold, and how often, where nothing identifies them.
    previous: HashMap<Mark, u32>,
    current: HashMap<Mark, u32>,
    /// Where this window begins, if another one ended there.
    boundary: Option<Boundary>,
    /// Whether there are windows at all.
    has_windows: bool,
}

impl<'m> Sift<'m> {
    pub(super) fn new(id: &'m str, row: Option<Shape<'m>>, zone: Offset, has_windows: bool) -> Self {
        Self {
            id,
            row,
            zone,
            marker: Marker::default(),
            came: HashMap::new(),
            earlier: HashMap::new(),
            previous: HashMap::new(),
            current: HashMap::new(),
            boundary: None,
            has_windows,
        }
    }

    /// Another window begins where the last one ended.
    pub(super) fn next_window(&mut self, boundary: Boundary) {
        self.earlier.extend(self.came.drain());
        self.previous = std::mem::take(&mut self.current);
        self.boundary = Some(boundary);
    }

    /// Takes from the rows of a page those that came before.
    pub(super) fn sift(&mut self, rows: &mut Vec<Node<'_>>) -> Sifted {
        let mut sifted = Sifted::default();
        let mut of_page = Vec::new();
        let mut place = 0;
        rows.retain(|row| {
            let is_kept = self.is_kept(row, &mut of_page, &mut sifted);
            if !is_kept {
                sifted.repeated.push(place);
            }
            sifted.left += u64::from(is_kept);
            place += 1;
            is_kept
        });
        self.came.extend(of_page);
        sifted
    }

    fn is_kept(&mut self, row: &Node<'_>, of_page: &mut Vec<(Mark, Mark)>, sifted: &mut Sifted) -> bool {
        let id = self.row.filter(|_| !self.id.is_empty());
        let id = id.and_then(|shape| tree::text(tree::value_at(row, shape, self.id)));
        let Some(id) = id else {
            sifted.new += 1;
            return !self.has_windows || self.is_new_at_boundary(row);
        };
        let (id, held) = (self.marker.of_text(&id), self.marker.of_node(row));
        if let Some(before) = self.came.get(&id) {
            sifted.has_changed |= *before != held;
            return false;
        }
        sifted.new += 1;
        of_page.push((id, held));
        match self.earlier.get(&id) {
            // Of what has changed between two windows, the later state is no repetition.
            Some(before) if *before != held => {
                sifted.has_changed = true;
                true
            }
            Some(_) => false,
            None => true,
        }
    }

    /// Whether a row that nothing identifies was not in the window before. It was if that had one, not taken yet, which
    /// holds all the same, and it holds the moment that both share: at any other moment it could only be another row.
    fn is_new_at_boundary(&mut self, row: &Node<'_>) -> bool {
        let held = self.marker.of_node(row);
        *self.current.entry(held).or_default() += 1;
        let Some(before) = self.previous.get_mut(&held).filter(|before| **before > 0) else { return true };
        let (Some(boundary), Some(shape)) = (self.boundary, self.row) else { return true };
        let leniency = Leniency { numbers_as_text: true, unknown_fields: true };
        let (typed, _) = conform(shape, row.clone(), leniency, self.zone);
        if !boundary.stands_in(&typed) {
            return true;
        }
        *before -= 1;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Record, RecordId, TimeForm, optional, record, text, time};
    use crate::{Limits, json};

    const RECORDS: &[Record<'static>] =
        &[record("Row", &[optional("单号", text(), "单号"), optional("时间", time(TimeForm::Unix), "时间")], &[])];
    const ROW: Shape<'static> = Shape { records: RECORDS, id: RecordId(0) };

    fn sift(sift: &mut Sift<'_>, rows: &str) -> (Vec<usize>, u64, bool) {
        let Ok(Node::List(mut rows)) = json::parse(rows.as_bytes(), Limits::default()) else { panic!("{rows}") };
        let count = rows.len();
        let sifted = sift.sift(rows.to_mut());
        assert_eq!(sifted.repeated.len() + rows.len(), count);
        assert_eq!(u64::try_from(rows.len()), Ok(sifted.left));
        (sifted.repeated, sifted.new, sifted.has_changed)
    }

    #[test]
    fn a_row_comes_once_by_its_id_and_rows_without_one_always() {
        let mut by_id = Sift::new("单号", Some(ROW), Offset::UTC, false);
        // Twice on one page is what the platform has.
        assert_eq!(sift(&mut by_id, r#"[{"单号":"甲"},{"单号":"甲"},{"时间":1}]"#), (vec![], 3, false));
        assert_eq!(sift(&mut by_id, r#"[{"单号":"乙"},{"单号":" 甲 "},{"时间":1},{"单号":""}]"#), (vec![1], 3, true));
        assert_eq!(sift(&mut by_id, r#"[{"单号":"乙"},{"单号":"甲","时间":2}]"#), (vec![0, 1], 0, true));
        let mut without = Sift::new("", Some(ROW), Offset::UTC, false);
        for _ in 0..2 {
            assert_eq!(sift(&mut without, r#"[{"单号":"甲"}]"#), (vec![], 1, false));
        }
    }

    #[test]
    fn a_row_at_the_boundary_of_windows_comes_once_and_another_state_of_it_again() {
        let mut by_id = Sift::new("单号", Some(ROW), Offset::UTC, true);
        sift(&mut by_id, r#"[{"单号":"甲","时间":5},{"单号":"乙","时间":5}]"#);
        by_id.next_window(Boundary::seconds(5));
        let again = r#"[{"单号":"甲","时间":5},{"单号":"乙","时间":8},{"单号":"丙","时间":8}]"#;
        assert_eq!(sift(&mut by_id, again), (vec![0], 3, true));
    }

    #[test]
    fn without_an_id_as_many_equal_rows_go_as_the_window_before_had_at_the_moment_itself() {
        let mut without = Sift::new("", Some(ROW), Offset::UTC, true);
        sift(&mut without, r#"[{"单号":"x","时间":4},{"单号":"甲","时间":5},{"单号":"甲","时间":5}]"#);
        without.next_window(Boundary::seconds(5));
        let rows = r#"[{"单号":"甲","时间":5},{"单号":"甲","时间":5},{"单号":"甲","时间":5},{"单号":"x","时间":4},{"单号":"乙","时间":5}]"#;
        // The third is one more than before, and what holds another moment can only be another row.
        assert_eq!(sift(&mut without, rows), (vec![0, 1], 5, false));
        without.next_window(Boundary::seconds(9));
        assert_eq!(sift(&mut without, r#"[{"单号":"甲","时间":5}]"#), (vec![], 1, false), "that is another boundary");
    }
}
