//! Which thing of the old spec is which of the new one: by name first, and then by likeness.

use std::ptr;

/// What two lists have in common and what only one of them has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pairs<'l, T> {
    /// In both: the old and the new one.
    pub(super) both: Vec<(&'l T, &'l T)>,
    pub(super) gone: Vec<&'l T>,
    pub(super) come: Vec<&'l T>,
}

impl<'l, T> Pairs<'l, T> {
    /// By name; the first of several equal names.
    pub(super) fn by_name<N: PartialEq>(old: &'l [T], new: &'l [T], name: impl Fn(&'l T) -> N) -> Self {
        let names: Vec<_> = new.iter().map(|new| (name(new), new)).collect();
        let mut pairs = Self { both: Vec::new(), gone: Vec::new(), come: Vec::new() };
        for old in old {
            let wanted = name(old);
            match names.iter().find(|(name, _)| *name == wanted) {
                Some((_, new)) => pairs.both.push((old, new)),
                None => pairs.gone.push(old),
            }
        }
        pairs.come = new.iter().filter(|new| !pairs.both.iter().any(|(_, paired)| ptr::eq(*paired, *new))).collect();
        pairs
    }

    /// Whether what is in both stands in one order.
    pub(super) fn is_ordered(&self) -> bool {
        // All of them lie in one slice, so their addresses have its order.
        self.both.is_sorted_by_key(|(_, new)| ptr::from_ref(*new))
    }

    /// Takes out what only has another name now: each old thing with the new one it is most like. `like` is 0 for
    /// two things that are not one; equally likely pairs are left alone, because a guess would be worse.
    pub(super) fn renamed(&mut self, like: impl Fn(&T, &T) -> usize) -> Vec<(&'l T, &'l T)> {
        let mut renamed = Vec::new();
        let best = |of: &dyn Fn(&T) -> usize, among: &[&'l T]| -> Option<&'l T> {
            let most = among.iter().map(|thing| of(thing)).max().filter(|most| *most > 0)?;
            let mut equals = among.iter().filter(|thing| of(thing) == most);
            let first = equals.next().copied();
            if equals.next().is_some() { None } else { first }
        };
        for old in &self.gone {
            let Some(new) = best(&|new| like(old, new), &self.come) else { continue };
            if best(&|gone| like(gone, new), &self.gone).is_some_and(|best| ptr::eq(best, *old)) {
                renamed.push((*old, new));
            }
        }
        self.gone.retain(|old| !renamed.iter().any(|(before, _)| ptr::eq(*before, *old)));
        self.come.retain(|new| !renamed.iter().any(|(_, after)| ptr::eq(*after, *new)));
        renamed
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    #[test]
    fn names_first_and_likeness_only_where_it_is_clear() {
        let mut pairs = Pairs::by_name(&["甲", "b", "c"], &["c", "乙", "丙", "甲"], |name| *name);
        assert_eq!(pairs.both, [(&"甲", &"甲"), (&"c", &"c")]);
        assert_eq!((&pairs.gone, &pairs.come), (&vec![&"b"], &vec![&"乙", &"丙"]));
        assert!(!pairs.is_ordered() && Pairs::by_name(&["甲", "b"], &["甲", "乙", "b"], |name| *name).is_ordered());
        assert_eq!(pairs.renamed(|_, _| 1), []);
        assert_eq!(pairs.renamed(|_, new| usize::from(*new == "丙")), [(&"b", &"丙")]);
        assert_eq!((pairs.gone, pairs.come), (vec![], vec![&"乙"]));
    }
}
