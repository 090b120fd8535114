//! Which rows go together in one call. A pure function of what is known of the rows: it sees neither values nor calls.

use std::collections::HashMap;

/// What is known of a row before it has its call.
#[derive(Clone, Debug, Default)]
pub(super) struct SplitRow {
    /// How many bytes it adds to a call.
    pub(super) bytes: usize,
    /// The values in it of which a call may hold only so many.
    pub(super) shares: Vec<Share>,
}

/// A value in a row that other rows may have too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// Equal values have the same number.
    pub(super) value: usize,
    /// How many of them a call may hold.
    pub(super) most: usize,
}

/// How much a call may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) rows: usize,
    pub(super) bytes: usize,
}

/// The calls, each with the places of its rows in `rows`, in order.
///
/// A row goes into the first call that has room for it, but never before one that holds an equal value, and behind that
/// where it holds as many as it may. So rows that share a value keep their order, and others overtake them only to fill
/// a call. Takes `n log n`.
pub(super) fn split(rows: &[SplitRow], room: Room) -> Vec<Vec<usize>> {
    let mut calls: Vec<Vec<usize>> = Vec::new();
    // The last call with a value, and how many it holds.
    let mut latest: HashMap<usize, (usize, usize)> = HashMap::new();
    let mut free = Free::new(rows.len(), room.bytes);
    for (index, row) in rows.iter().enumerate() {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for share in &row.shares {
            *counts.entry(share.value).or_default() += 1;
        }
        let least = |share: &Share| {
            let (call, count) = latest.get(&share.value).copied()?;
            let more = counts.get(&share.value).copied().unwrap_or(1);
            Some(if count.saturating_add(more) <= share.most { call } else { call + 1 })
        };
        let earliest = row.shares.iter().filter_map(least).max().unwrap_or(0);
        // One that is too large for any call has one to itself.
        let bytes = row.bytes.min(room.bytes);
        let call = free.first(earliest, bytes);
        if calls.len() <= call {
            calls.resize_with(call + 1, Vec::new);
        }
        let Some(held) = calls.get_mut(call) else { continue };
        held.push(index);
        free.take(call, bytes, held.len() >= room.rows.max(1));
        for (value, more) in counts {
            let (held_by, count) = latest.get(&value).copied().unwrap_or((call, 0));
            latest.insert(value, (call, if held_by == call { count + more } else { more }));
        }
    }
    calls
}

/// The bytes that are free in each call: a tree in which each node has the most of what is below it. A call that takes no
/// more rows has none, one with no bytes left has one.
struct Free {
    width: usize,
    nodes: Vec<usize>,
}

impl Free {
    fn new(calls: usize, bytes: usize) -> Self {
        let width = calls.next_power_of_two();
        Self { width, nodes: vec![bytes.saturating_add(1); 2 * width] }
    }

    fn has(&self, node: usize, bytes: usize) -> bool {
        self.nodes.get(node).is_some_and(|free| *free > bytes)
    }

    /// The first call from this one on that has so many bytes.
    fn first(&self, from: usize, bytes: usize) -> usize {
        let mut node = self.width + from;
        while !self.has(node, bytes) {
            // To what stands to the right: up while this is a right half itself.
            while node % 2 == 1 {
                node /= 2;
            }
            // An empty call has room, and there are as many calls as rows.
            if node == 0 {
                return from;
            }
            node += 1;
        }
        while node < self.width {
            node = if self.has(2 * node, bytes) { 2 * node } else { 2 * node + 1 };
        }
        node - self.width
    }

    fn take(&mut self, call: usize, bytes: usize, is_full: bool) {
        let mut node = self.width + call;
        if let Some(free) = self.nodes.get_mut(node) {
            *free = if is_full { 0 } else { free.saturating_sub(bytes) };
        }
        while node > 1 {
            node /= 2;
            let most = self.nodes.get(2 * node).max(self.nodes.get(2 * node + 1)).copied().unwrap_or(0);
            if let Some(free) = self.nodes.get_mut(node) {
                *free = most;
            }
        }
    }
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
