//! An endpoint's name, which may be its address, and what it says of its way in place of the platform.

use std::collections::HashSet;

use signwright_model::notation::address::{self, Address};
use signwright_model::notation::template::plain;
use signwright_model::notation::{environments, url, wire};
use signwright_model::{Input, Part, PathPart, Template, Travel};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::{Lowering, Shared};
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::wire_name;
use crate::specs::Located;
use crate::suggest;
use crate::syntax::Entry;

/// The vendor's name for the endpoint.
pub(super) fn name<'t>(file: &mut Mapping<'t>, lowering: &mut Lowering<'_, '_>) -> Option<Located<'t>> {
    let section = file.required("endpoint", lowering)?;
    let word = lowering.word(&section.value)?;
    // The placeholders of an address are filled in, those of a name are not.
    if let Some(name) = section.value.scalar().filter(|name| !address::is_address(&name.text)) {
        lowering.take(wire_name::endpoint(name));
    }
    Some(word)
}

/// Refuses a name that the platform's address takes in as it stands, and that no address could hold.
pub(super) fn fits(
    name: Option<Located<'_>>,
    travel: &Travel<'_>,
    shared: Option<&Shared<'_>>,
    lowering: &mut Lowering<'_, '_>,
) {
    let (Some(name), Some(shared)) = (name.filter(|name| !address::is_address(name.text)), shared) else { return };
    // What stands behind `?` is encoded with the query.
    let parts = shared.platform.wire.url.0.iter();
    let mut in_path = parts.take_while(|part| !matches!(part, Part::Text(text) if text.contains('?')));
    if travel.path.is_empty() && in_path.any(|part| matches!(part, Part::Value(Input::Endpoint, []))) {
        lowering.take(url::check(name));
    }
}

/// What it says of its way, and where it says its address or could; `None` for that where its way cannot be read.
pub(super) fn travel<'m, 't>(
    file: &mut Mapping<'t>,
    name: Option<Located<'t>>,
    lowering: &mut Lowering<'m, '_>,
) -> (Travel<'m>, Option<Located<'t>>) {
    let arena = lowering.arena;
    let of_name = name.filter(|name| address::is_address(name.text));
    let stated = file.entry("http");
    let mut text = of_name;
    if let Some(section) = stated {
        if let Some(name) = of_name {
            let message = "the address is said twice";
            let twice = Diagnostic::error(Code::DuplicateKey, section.key.span, message);
            lowering
                .push(twice.related(name.span, "here already").help("remove `http`, or give `endpoint` a name alone"));
        } else {
            text = lowering.word(&section.value);
        }
    }
    let parsed = match text {
        Some(text) => lowering.take(address::parse(text, arena)),
        None => Some(Address::default()).filter(|_| stated.is_none()),
    };
    let own = match file.entry("wire") {
        Some(section) => wire::read_own(section, lowering),
        None => Some(Travel::AS_PLATFORM),
    };
    let is_read = parsed.is_some() && own.is_some();
    let Address { verb, path } = parsed.unwrap_or_default();
    (Travel { verb, path, ..own.unwrap_or(Travel::AS_PLATFORM) }, text.or(name).filter(|_| is_read))
}

/// The endpoint's values, and those of the platform that its address or the root of its answers takes in and it does not
/// bring itself: a region or version, said once. A call may still bring another.
pub(super) fn vars<'m>(
    section: Option<&Entry>,
    (travel, root): (&Travel<'m>, Option<&[Template<'m>]>),
    shared: Option<&Shared<'m>>,
    lowering: &mut Lowering<'m, '_>,
) -> &'m [(&'m str, &'m str)] {
    for section in section.and_then(|vars| vars.value.map()).unwrap_or_default() {
        if let Some(value) = section.value.scalar() {
            plain::check_value(value.located(), "a text", lowering.diagnostics);
        }
    }
    let own = section.map_or(&[][..], |vars| lowering.pairs(&vars.value, "`vars`", vars.key.span));
    let Some(platform) = shared.map(|shared| shared.platform) else { return own };
    let of_hosts = platform.environments.iter().flat_map(|environment| environments::values(environment.url));
    let of_hosts = of_hosts.filter_map(|value| value.strip_prefix("var."));
    let of_path = travel.path.iter().filter_map(|part| match part {
        PathPart::Var(name) => Some(*name),
        _ => None,
    });
    let roots = platform.reply.shapes.iter().map(|shape| shape.root).chain(root);
    let of_root = roots.flatten().flat_map(|name| name.0).filter_map(|part| match part {
        Part::Value(Input::Var(name), _) => Some(*name),
        _ => None,
    });
    let mut vars = own.to_vec();
    let mut known: HashSet<&str> = own.iter().map(|(name, _)| *name).collect();
    for name in of_hosts.chain(of_path).chain(of_root).filter(|name| known.insert(name)) {
        let of_platform = platform.signing.vars.iter().find(|var| var.name == name).map(|var| var.value.0);
        // What is computed differs from call to call.
        if let Some([Part::Text(value)]) = of_platform {
            vars.push((name, value));
        }
    }
    lowering.arena.alloc_slice(&vars)
}

/// Its class, which a platform that has classes demands.
pub(super) fn class<'m>(
    file: &mut Mapping<'_>,
    name: Option<Located<'_>>,
    shared: Option<&Shared<'m>>,
    lowering: &mut Lowering<'m, '_>,
) -> &'m str {
    let stated = file.word("class", lowering);
    let Some(shared) = shared else { return "" };
    let classes = shared.platform.classes;
    let names = || classes.iter().map(|class| class.name);
    match (stated, name) {
        (Some(stated), _) => {
            if let Some(class) = classes.iter().find(|class| class.name == stated.text) {
                return class.name;
            }
            let help = if classes.is_empty() {
                "the platform has no `classes`".to_owned()
            } else {
                suggest::help(stated.text, names())
            };
            lowering.error(Code::UnknownName, stated.span, format!("unknown class `{}`", stated.text), help);
        }
        // Which parameters it carries, and whether it is signed, is nothing to guess.
        (None, Some(name)) if !classes.is_empty() => {
            let help = format!(
                "add `class: …`, one of {}",
                names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            );
            lowering.error(Code::MissingKey, name.span, "the platform has classes, and this endpoint names none", help);
        }
        _ => {}
    }
    ""
}
