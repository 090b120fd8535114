//! The samples of a vendor's page. Whether they hold is for `verify`.

use crate::catalogue::Code;
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::rows;
use crate::specs::{Break, Located, Outcome, Sample};
use crate::syntax::{Entry, Node};

/// Lowers the samples of an endpoint.
pub(super) fn samples<'m>(section: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [Sample<'m>] {
    let Some(mapping) = Mapping::of(&section.value, "`samples`", section.key.span, lowering) else { return &[] };
    let samples: Vec<_> = mapping.all().iter().filter_map(|section| sample(section, lowering)).collect();
    lowering.arena.alloc_slice(&samples)
}

fn sample<'m>(section: &Entry, lowering: &mut Lowering<'m, '_>) -> Option<Sample<'m>> {
    let mut mapping = Mapping::of(&section.value, "a sample", section.key.span, lowering)?;
    let source = mapping.prose("source", lowering);
    let request = document(mapping.value("request"), lowering);
    let response = document(mapping.value("response"), lowering);
    let outcomes = [("success", Outcome::Success), ("refused", Outcome::Refused)];
    let outcome = mapping.choice("outcome", &outcomes, lowering);
    let breaks = mapping.value("breaks").map_or(&[][..], |node| breaks(node, lowering));
    let both = mapping.entry("request").is_some() == mapping.entry("response").is_some();
    mapping.finish(lowering);
    if both {
        let message = "a sample is either a `request` or a `response`";
        lowering.error(Code::BadSample, section.key.span, message, "make one sample of each");
    } else if outcome.is_some() && request.is_some() {
        lowering.error(Code::BadSample, section.key.span, "a request has no outcome", "remove `outcome`");
    } else if outcome.is_none() && response.is_some() {
        let help = "add `outcome: success` or `outcome: refused`";
        lowering.error(Code::MissingKey, section.key.span, "the key `outcome` is missing", help);
    }
    Some(Sample { name: lowering.keep(section.key.located()), source, request, response, outcome, breaks })
}

fn document<'m>(node: Option<&Node>, lowering: &mut Lowering<'m, '_>) -> Option<Located<'m>> {
    let text = lowering.word(node?)?;
    Some(lowering.keep(text))
}

fn breaks<'m>(node: &Node, lowering: &mut Lowering<'m, '_>) -> &'m [Break<'m>] {
    const MOST: usize = 500;
    let mut breaks = Vec::new();
    if let Some(beyond) = node.list().and_then(|rows| rows.get(MOST)) {
        let help = "a row of every list is `[*]`, not one line for each";
        lowering.error(Code::TooLarge, beyond.span, format!("more than {MOST} breaks of one sample"), help);
    }
    for row in lowering.rows(node, "`breaks`").iter().take(MOST) {
        let Some(line) = lowering.prose(row) else { continue };
        breaks.extend(lowering.take(rows::sample_break(line, lowering.arena)));
    }
    lowering.arena.alloc_slice(&breaks)
}
