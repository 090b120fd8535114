//! What is measured beside what: each pair of works does the same.

use std::error::Error;

pub use signwright_bench_calls::Work;
use signwright_bench_calls::{SMALL, json, work, xml};

use crate::{pushes, reading};

/// Ours, and those of others that do the same.
pub struct Pair {
    /// The name of ours.
    pub row: &'static str,
    /// Ours.
    pub ours: Work,
    /// Others', by what they use.
    pub peers: Vec<(&'static str, Work)>,
}

/// How the hand-written requests are made.
const BY_HAND: &str = "by hand: serde_json, sorted map, md-5, form_urlencoded; nothing validated";

/// All pairs of a table.
///
/// # Errors
/// If there is no such table, or the two sides of a pair differ.
pub fn pairs(table: &str) -> Result<Vec<Pair>, Box<dyn Error>> {
    match table {
        "push" => {
            pushes::assert_same()?;
            let mut push = pair("push-50", BY_HAND, pushes::push(50))?;
            push.peers.push(("MD5 and copying alone", pushes::digest_and_copy(50)?));
            Ok(vec![push, pair("push-1", BY_HAND, pushes::push(1))?, pair("modify", BY_HAND, pushes::modify())?])
        }
        "answers" => {
            let mut pairs = vec![
                pair("read-json", "serde_json, derived", reading::json(json()))?,
                pair("read-xml", "quick-xml and serde, derived", reading::xml(xml()))?,
                pair("read-small", "serde_json, derived, and the code compared", reading::small(SMALL.to_owned()))?,
            ];
            pairs.iter_mut().try_for_each(assert_same)?;
            Ok(pairs)
        }
        unknown => Err(format!("there is no table `{unknown}`; there are push, answers").into()),
    }
}

/// Both sides of a pair count the same.
fn assert_same(pair: &mut Pair) -> Result<(), Box<dyn Error>> {
    let ours = (pair.ours)();
    for (peer, work) in &mut pair.peers {
        let theirs = work();
        if ours != theirs {
            return Err(format!("{}: {ours} of ours and {theirs} of {peer}", pair.row).into());
        }
    }
    Ok(())
}

fn pair(row: &'static str, peer: &'static str, theirs: Work) -> Result<Pair, Box<dyn Error>> {
    Ok(Pair { row, ours: work(row)?, peers: vec![(peer, theirs)] })
}
