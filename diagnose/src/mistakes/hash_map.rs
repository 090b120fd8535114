//! The order in which a Java `HashMap` gives its keys: what a program that "does not sort" often has instead.

/// Sorts what has a name in that order; equal ones stay as they come.
pub(super) fn sort<T>(named: &mut [T], name: impl Fn(&T) -> &str) {
    // The capacity with which `new HashMap<>()` begins.
    let mut buckets = 16_usize;
    // A table doubles when it is filled by more than three quarters.
    while named.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    named.sort_by_cached_key(|member| bucket(name(member), buckets));
}

fn bucket(name: &str, buckets: usize) -> usize {
    let hash = name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    // Since Java 8 the upper half is mixed in, for the buckets look at the lower bits alone.
    let spread = hash ^ (hash >> 16);
    usize::try_from(spread).unwrap_or_default() & (buckets - 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_come_as_java_gives_them() {
        let order = |mut names: Vec<&'static str>| {
            super::sort(&mut names, |name| name);
            names
        };
        // What tutorials print of such maps.
        assert_eq!(order(vec!["apple", "banana", "cherry"]), ["banana", "apple", "cherry"]);
        assert_eq!(order(vec!["one", "two", "three", "four", "five"]), ["four", "one", "two", "three", "five"]);
        // These two have one hash code, and stay as they came.
        assert_eq!(order(vec!["BB", "Aa"]), ["BB", "Aa"]);
    }
}
