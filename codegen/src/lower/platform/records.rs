//! Records and coded values that the endpoints of a platform share: `records`. An endpoint that names one has it among its
//! own, as if it stood in its file, and so has what that one names.

use std::collections::{BTreeMap, HashSet};

use signwright_model::notation::row::line;
use signwright_model::notation::row::type_expr::{TypeExpr, TypeKind};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::lower::lowering::Lowering;
use crate::specs::SpecEndpoint;
use crate::syntax::{Entry, Node};

/// The rows of `records` by their names, which begin with a capital as in an endpoint's file.
#[derive(Default)]
pub(in crate::lower) struct Shared<'t>(BTreeMap<&'t str, &'t Entry>);

impl<'t> Shared<'t> {
    /// Those of a platform's file.
    pub(in crate::lower) fn of(platform: &'t Node, lowering: &mut Lowering<'_, '_>) -> Self {
        let Some(section) = platform.get("records") else { return Self::default() };
        let Some(entries) = section.map() else {
            let help = "write a mapping of names to records or coded values, as in an endpoint's file";
            lowering.error(Code::WrongKind, section.span, "`records` is no mapping", help);
            return Self::default();
        };
        let mut records = BTreeMap::new();
        for entry in entries {
            if entry.key.text.starts_with(char::is_uppercase) {
                records.insert(entry.key.text.as_str(), entry);
            } else {
                let message = format!("`{}` is no name for a record", entry.key.text);
                lowering.error(Code::BadName, entry.key.span, message, "begin with a capital: `Address`");
            }
        }
        Self(records)
    }

    /// Whether there are none.
    pub(in crate::lower) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses a section of an endpoint's file that would hide one of the platform.
    pub(in crate::lower) fn refuse_double(&self, section: &Entry, lowering: &mut Lowering<'_, '_>) {
        let Some(first) = self.0.get(section.key.text.as_str()) else { return };
        let message = format!("the platform has a `{}` already", section.key.text);
        let twice = Diagnostic::error(Code::BadName, section.key.span, message).label("again here");
        lowering.push(twice.related(first.key.span, "first here").help("remove one of them, or give it another name"));
    }

    /// What sections of an endpoint's file name, and what that names in turn; in the order of their names.
    pub(in crate::lower) fn named_by<'s>(&self, sections: impl Iterator<Item = &'s Entry>) -> Vec<&'t Entry> {
        let mut named = BTreeMap::new();
        if self.is_empty() {
            return Vec::new();
        }
        let mut waiting: Vec<&'t Entry> = Vec::new();
        for section in sections {
            self.add(section, &mut named, &mut waiting);
        }
        while let Some(section) = waiting.pop() {
            self.add(section, &mut named, &mut waiting);
        }
        named.into_values().collect()
    }

    fn add(&self, section: &Entry, named: &mut BTreeMap<&'t str, &'t Entry>, waiting: &mut Vec<&'t Entry>) {
        for row in section.value.map().unwrap_or_default() {
            let node = row.value.get("type").unwrap_or(&row.value);
            let Some(read) = node.scalar().map(|scalar| line::field(scalar.located())) else { continue };
            let mut in_type = Vec::new();
            if let Ok(read) = &read {
                names_in(&read.ty, &mut in_type);
            }
            for name in in_type {
                if let Some((name, section)) = self.0.get_key_value(name.text)
                    && named.insert(*name, *section).is_none()
                {
                    waiting.push(*section);
                }
            }
        }
    }

    /// Reports what no endpoint has among its own.
    pub(in crate::lower) fn unused(&self, endpoints: &[SpecEndpoint<'_>], lowering: &mut Lowering<'_, '_>) {
        let records = endpoints.iter().flat_map(|endpoint| endpoint.records).map(|record| record.model.name);
        let codes = endpoints.iter().flat_map(|endpoint| endpoint.codes).map(|codes| codes.model.name);
        let used: HashSet<&str> = records.chain(codes).collect();
        for (name, section) in self.0.iter().filter(|(name, _)| !used.contains(**name)) {
            let message = format!("no endpoint uses `{name}`");
            let help = "give it to a field as its type, or remove it";
            lowering.error(Code::Unused, section.key.span, message, help);
        }
    }
}

/// The names of records and coded values in a type.
fn names_in<'t>(ty: &TypeExpr<'t>, names: &mut Vec<Located<'t>>) {
    match &ty.kind {
        TypeKind::Named { name, .. } => names.push(*name),
        TypeKind::AsText(of)
        | TypeKind::Spread(_, of)
        | TypeKind::Map(of, _)
        | TypeKind::List(of, _)
        | TypeKind::Nullable(of, _) => names_in(of, names),
        _ => {}
    }
}
