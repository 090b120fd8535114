//! What the parts of the lowering share: the reader that they all work with, and what an endpoint takes from its platform.

use signwright_model::notation::Reader;
use signwright_model::notation::reply::ShapePaths;
use signwright_model::{Platform, TextUnit};

use crate::arena::Arena;
use crate::specs::{Located, PagerNotes, TokenNotes};

/// What endpoints need of their platform.
#[derive(Clone, Copy)]
pub(super) struct Shared<'m> {
    /// The model.
    pub(super) platform: &'m Platform<'m>,
    /// What its lengths count.
    pub(super) unit: TextUnit,
    /// What a paged call takes to the query.
    pub(super) pager: Option<PagerNotes<'m>>,
    /// What it reads in every answer. Where that stands is known when the endpoints are.
    pub(super) paths: &'m [ShapePaths<'m>],
    /// What its credentials name of endpoints, likewise.
    pub(super) tokens: &'m [TokenNotes<'m>],
    /// Values of its scheme that only an endpoint could take in.
    pub(super) unused: &'m [Located<'m>],
    /// Whether all of its rates could be read.
    pub(super) rates_are_read: bool,
}

/// What every part of the lowering has at hand.
pub(crate) type Lowering<'m, 'd> = Reader<'m, 'd, &'m Arena>;
