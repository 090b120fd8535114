//! What changed between two specs, what it means for the generated Rust API and for requests that were valid
//! before, and the verdict: patch, minor or major. Reading the two specs is left to the caller.
//!
//! The verdict counts a program as broken when it uses the generated types as they are meant to be used: `new`
//! and the fields of a request, a literal of its required fields, the fields of an answer, a `match` over coded
//! values with an arm for the rest. `#[non_exhaustive]` on the generated types forbids the other ways.

mod change;
mod codes;
mod endpoints;
mod fields;
mod kind;
mod limits;
mod pairs;
mod platforms;
mod records;
mod replies;
mod report;
mod rules;
mod sides;

pub use self::change::{Change, Consequence, Effect, Verdict};
pub use self::kind::Kind;

use self::change::Changes;
use signwright_codegen::names;
use signwright_codegen::specs::Specs;

/// All changes between two specs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// By platform and endpoint; what is graver first.
    pub changes: Vec<Change>,
}

impl Difference {
    /// What a version number must say; `None` when nothing changed.
    pub fn verdict(&self) -> Option<Verdict> {
        self.changes.iter().map(Change::verdict).max()
    }
}

/// Compares two specs.
pub fn diff(old: &Specs<'_>, new: &Specs<'_>) -> Difference {
    let names = (names::name(old).0, names::name(new).0);
    let mut changes = Changes::default();
    platforms::platforms(&names.0, &names.1, &mut changes);
    let mut changes = changes.list;
    changes.sort_by(|left, right| {
        let key = |change: &Change| (change.platform.clone(), change.endpoint.clone());
        // What breaks is read first; the sort is stable, so equals stay in the order of the tables.
        key(left).cmp(&key(right)).then(right.verdict().cmp(&left.verdict()))
    });
    Difference { changes }
}
