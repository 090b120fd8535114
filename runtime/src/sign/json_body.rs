//! The JSON body of a run: what is placed among its members, and pairs made of them. What is not JSON is the body's
//! business alone.

use std::borrow::Cow;

use super::document::{Members, put};
use super::error::SignReason;
use super::input::Content;
use super::items::Pair;
use super::masked::{MaskedValue, Show};
use super::run::SigningRun;
use super::text;
use crate::Node;
use crate::model::{Escape, Location};

impl SigningRun<'_> {
    /// The members of the JSON body with what is placed among them so far.
    fn document<'s>(&'s self, members: &Members<'s>, show: Show) -> Members<'s> {
        let mut members = members.clone();
        members.extend(self.unplaced(Location::Json).map(|(name, value)| (name, Node::Text(value.show(show)))));
        for (location, (name, value)) in self.placed() {
            if *location == Location::Json {
                put(&mut members, name, Node::Text(value.borrowed().show(show)));
            }
        }
        members
    }

    pub(super) fn json_body(&self, members: &Members<'_>, show: Show) -> Result<String, SignReason> {
        text::written(&Node::map(self.document(members, show)), self.plan.platform.wire.escape)
    }

    /// The members at a path of the JSON body as texts, or the rows of a list by their numbers; the empty path is the
    /// body itself.
    pub(super) fn json_pairs<'v>(&'v self, path: &str, to: &mut Vec<Pair<'v>>) -> Result<(), SignReason> {
        let document = match &self.input.body {
            Content::Json(members) if path.is_empty() => {
                for (name, node) in members {
                    to.push(pair(name.clone().into_owned(), node)?);
                }
                // What is added to them keeps its masks.
                to.extend(self.sent(Location::Json).map(|(key, value)| Pair {
                    key,
                    value,
                    header: false,
                    json: false,
                }));
                return Ok(());
            }
            Content::Json(members) => Node::map(self.document(members, Show::Plain)),
            Content::Bytes(body) if !body.is_empty() => text::parsed(body)?,
            _ => return Ok(()),
        };
        match document.path(path) {
            Some(Node::Map(members)) => {
                for (name, node) in members {
                    to.push(pair(name.clone().into_owned(), node)?);
                }
            }
            Some(Node::List(rows)) => {
                for (number, node) in rows.iter().enumerate() {
                    to.push(pair(number.to_string(), node)?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What stands at a path of the JSON body, as JSON; nothing where nothing stands.
    pub(super) fn json_at(&self, path: &str, escape: Escape) -> Result<MaskedValue<'static>, SignReason> {
        let body = self.whole_body()?;
        let document = text::parsed(body.as_bytes())?;
        let written = document.path(path).map_or_else(|| Ok(String::new()), |node| text::written(node, escape))?;
        Ok(MaskedValue::text(written))
    }
}

fn pair(name: String, node: &Node<'_>) -> Result<Pair<'static>, SignReason> {
    let value = MaskedValue::text(text::text_of_node(node)?);
    Ok(Pair { key: Cow::Owned(name), value, header: false, json: !matches!(node, Node::Text(_)) })
}
