//! The breaks that a sample lists, against those that are found: both ways, each looked up and not searched for.

use std::collections::HashMap;

use signwright_codegen::specs::Break;

pub(super) struct Listed<'s, 'm> {
    breaks: &'s [Break<'m>],
    /// Their indices by the rule and the path without the numbers of its rows.
    by_shape: HashMap<(&'m str, String), Vec<usize>>,
    met: Vec<bool>,
}

impl<'s, 'm> Listed<'s, 'm> {
    pub(super) fn of(breaks: &'s [Break<'m>]) -> Self {
        let mut by_shape: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, listed) in breaks.iter().enumerate() {
            by_shape.entry((listed.rule, shape(listed.path))).or_default().push(index);
        }
        Self { breaks, by_shape, met: vec![false; breaks.len()] }
    }

    /// Whether a break that is found is listed.
    pub(super) fn has(&mut self, path: &str, rule: &'static str) -> bool {
        let mut is_listed = false;
        for index in self.by_shape.get(&(rule, shape(path))).into_iter().flatten() {
            if self.breaks.get(*index).is_some_and(|listed| is_at(listed.path, path)) {
                is_listed = true;
                if let Some(met) = self.met.get_mut(*index) {
                    *met = true;
                }
            }
        }
        is_listed
    }

    /// Those that were not found.
    pub(super) fn gone(&self) -> impl Iterator<Item = &'s Break<'m>> {
        self.breaks.iter().zip(&self.met).filter(|(_, met)| !**met).map(|(listed, _)| listed)
    }
}

/// A path with every row as `[*]`.
// A sample of fifty rows breaks its table fifty times in the same way: one line in `breaks` is enough.
fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    for (index, piece) in path.split('[').enumerate() {
        let behind = if index > 0 { piece.split_once(']') } else { None };
        match behind {
            Some((_, behind)) => shape.extend(["[*]", behind]),
            None => shape.push_str(piece),
        }
    }
    shape
}

/// Whether a listed path means a found one of the same shape: `[*]` is every row.
fn is_at(listed: &str, actual: &str) -> bool {
    let mut pieces = listed.split(['.', '[']).zip(actual.split(['.', '[']));
    pieces.all(|(listed, actual)| listed == actual || listed == "*]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use signwright_codegen::diagnostic::{FileId, Span};

    #[test]
    fn a_star_is_every_row() {
        let is_at = |listed, found| shape(listed) == shape(found) && is_at(listed, found);
        assert!(is_at("trades[*].orders[0].num", "trades[12].orders[0].num"));
        assert!(is_at("店铺", "店铺"));
        assert!(!is_at("trades[*].num", "trades[0].orders[0].num"));
        assert!(!is_at("trades[0].num", "trades[1].num"));
        assert!(!is_at("trades[*]", "trades.x"));
    }

    #[test]
    fn both_of_two_that_mean_one_break_are_found() {
        let span = Span { file: FileId(0), start: 0, end: 0 };
        let breaks = ["行[*].数", "行[1].数", "行[2].数"].map(|path| Break { path, rule: "type", reason: "因", span });
        let mut listed = Listed::of(&breaks);
        assert!(listed.has("行[1].数", "type"));
        assert!(!listed.has("行[1].数", "range"));
        assert_eq!(listed.gone().map(|listed| listed.path).collect::<Vec<_>>(), ["行[2].数"]);
    }
}
