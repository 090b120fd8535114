//! Which thing of the old spec is which of the new one: by name first, and then by likeness.

/// The places of what two lists have in common and what only one of them has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    /// In both: the places in the old and the new list.
    pub(super) both: Vec<(usize, usize)>,
    pub(super) gone: Vec<usize>,
    pub(super) come: Vec<usize>,
}

impl Pairs {
    /// By name; the first of several equal names.
    pub(super) fn by_name<'n>(old: impl Iterator<Item = &'n str>, new: impl Iterator<Item = &'n str>) -> Self {
        let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
        let mut pairs = Self::default();
        for (old_index, name) in old.iter().enumerate() {
            match new.iter().position(|candidate| candidate == name) {
                Some(new_index) => pairs.both.push((old_index, new_index)),
                None => pairs.gone.push(old_index),
            }
        }
        pairs.come = (0..new.len()).filter(|index| !pairs.both.iter().any(|(_, paired)| paired == index)).collect();
        pairs
    }

    /// Takes out what only has another name now: each old thing with the new one it is most like. `like` is 0 for
    /// two things that are not one; equally likely pairs are left alone, because a guess would be worse.
    pub(super) fn renamed(&mut self, like: impl Fn(usize, usize) -> usize) -> Vec<(usize, usize)> {
        let mut renamed = Vec::new();
        let best = |of: &dyn Fn(usize) -> usize, among: &[usize]| -> Option<usize> {
            let most = among.iter().map(|index| of(*index)).max().filter(|most| *most > 0)?;
            let mut equals = among.iter().filter(|index| of(**index) == most);
            let first = equals.next().copied();
            if equals.next().is_some() { None } else { first }
        };
        for old in self.gone.clone() {
            let Some(new) = best(&|new| like(old, new), &self.come) else { continue };
            if best(&|index| like(index, new), &self.gone) == Some(old) {
                renamed.push((old, new));
            }
        }
        self.gone.retain(|old| !renamed.iter().any(|(before, _)| before == old));
        self.come.retain(|new| !renamed.iter().any(|(_, after)| after == new));
        renamed
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    #[test]
    fn names_first_and_likeness_only_where_it_is_clear() {
        let mut pairs = Pairs::by_name(["甲", "b", "c"].into_iter(), ["c", "乙", "丙", "甲"].into_iter());
        assert_eq!(pairs, Pairs { both: vec![(0, 3), (2, 0)], gone: vec![1], come: vec![1, 2] });
        assert_eq!(Pairs { both: Vec::new(), gone: vec![1], come: vec![1, 2] }.renamed(|_, _| 1), []);
        assert_eq!(pairs.renamed(|_, new| usize::from(new == 2)), [(1, 2)]);
        assert_eq!((pairs.gone, pairs.come), (vec![], vec![1]));
    }
}
