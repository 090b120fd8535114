//! How rows are split, over rows that are nothing but sizes and shared values.

use super::*;
use proptest::prelude::*;

const WIDE: Room = Room { rows: 50, bytes: usize::MAX };

fn plain(count: usize) -> Vec<SplitRow> {
    vec![SplitRow::default(); count]
}

fn sharing(values: &[usize], most: usize) -> Vec<SplitRow> {
    values.iter().map(|value| SplitRow { bytes: 0, shares: vec![Share { value: *value, most }] }).collect()
}

fn sizes(calls: &[Vec<usize>]) -> Vec<usize> {
    calls.iter().map(Vec::len).collect()
}

#[test]
fn by_count_and_by_bytes() {
    assert!(split(&[], WIDE).is_empty());
    assert_eq!(sizes(&split(&plain(120), WIDE)), [50, 50, 20]);
    assert_eq!(sizes(&split(&plain(3), Room { rows: 1, bytes: 0 })), [1, 1, 1]);
    let rows: Vec<_> =
        [60, 50, 40, 100, 1, 200].into_iter().map(|bytes| SplitRow { bytes, shares: Vec::new() }).collect();
    // 40 fits beside 60, 1 behind 50, and what is too large is alone.
    assert_eq!(split(&rows, Room { rows: 50, bytes: 100 }), [vec![0, 2], vec![1, 4], vec![3], vec![5]]);
}

#[test]
fn equal_values_go_behind_each_other_and_others_fill_the_calls() {
    assert_eq!(split(&sharing(&[7, 7, 8, 7, 8], 1), WIDE), [vec![0, 2], vec![1, 4], vec![3]]);
    assert_eq!(split(&sharing(&[7, 7, 7, 8, 7, 7], 2), WIDE), [vec![0, 1, 3], vec![2, 4], vec![5]]);
    // In order and no more: a later one is in no earlier call.
    let rows = [sharing(&[1, 2, 1], 1), sharing(&[1, 2], usize::MAX)].concat();
    assert_eq!(split(&rows, WIDE), [vec![0, 1, 4], vec![2, 3]]);
    // A row that has a value more often than a call may hold it has a call all the same.
    let twice = SplitRow { bytes: 0, shares: vec![Share { value: 1, most: 1 }; 2] };
    assert_eq!(split(&[twice.clone(), twice], WIDE), [vec![0], vec![1]]);
}

#[test]
fn a_hundred_thousand_rows_are_split_in_time() {
    let values: Vec<_> = (0..100_000).map(|row| row % 1000).collect();
    assert_eq!(split(&sharing(&values, 30), WIDE).iter().map(Vec::len).sum::<usize>(), 100_000);
    // Each call is full of bytes for the rows behind it.
    let rows: Vec<_> = (0..100_000).map(|row| SplitRow { bytes: 60 + row % 7, shares: Vec::new() }).collect();
    assert_eq!(split(&rows, Room { rows: 50, bytes: 100 }).len(), 100_000);
}

proptest! {
    #[test]
    fn every_row_stands_once_and_no_call_holds_too_much(
        rows in proptest::collection::vec((0_usize..60, proptest::collection::vec((0_usize..4, 0_usize..5), 0..3)), 0..60),
        most in proptest::collection::vec(1_usize..4, 4),
        (count, bytes) in (1_usize..9, 60_usize..200),
    ) {
        let share = |(rule, value): &(usize, usize)| Share { value: rule * 10 + value, most: most[*rule] };
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(bytes, values)| {
                let mut shares: Vec<_> = values.iter().map(share).collect();
                shares.dedup_by_key(|share| share.value);
                SplitRow { bytes, shares }
            })
            .collect();
        let calls = split(&rows, Room { rows: count, bytes });
        let mut all: Vec<_> = calls.concat();
        all.sort_unstable();
        prop_assert_eq!(all, (0..rows.len()).collect::<Vec<_>>());
        let mut last: HashMap<usize, (usize, usize)> = HashMap::new();
        for (number, call) in calls.iter().enumerate() {
            prop_assert!(!call.is_empty() && call.len() <= count && call.is_sorted());
            prop_assert!(call.iter().map(|row| rows[*row].bytes).sum::<usize>() <= bytes);
            let mut counts: HashMap<usize, usize> = HashMap::new();
            for row in call {
                for share in &rows[*row].shares {
                    *counts.entry(share.value).or_default() += 1;
                    let is_alone = call.len() == 1;
                    prop_assert!(counts[&share.value] <= share.most || is_alone);
                    let before = last.insert(share.value, (number, *row));
                    prop_assert!(before.is_none_or(|before| before.1 <= *row), "equal values keep their order");
                }
            }
        }
    }
}
