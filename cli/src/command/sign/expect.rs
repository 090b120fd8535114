//! `sign --expect`: why the other side signs the same call differently, as a sentence, or as the first place where two
//! texts part.

use std::path::Path;

use clap::Args;

use signwright_diagnose::{
    Cause, Difference, Effort, Finding, Side, diagnose_beside, diagnose_step, signs_with, unmasked,
};
use signwright_runtime::Node;
use signwright_runtime::sign::Signed;

use super::super::request::SignRequest;
use super::super::{Failure, input};
use super::signer::Signer;

#[derive(Args)]
pub(crate) struct Expect {
    /// The signature that the other side makes of this request. If ours differs, the usual mistakes are tried, alone
    /// and in pairs, and what gives it is told; the exit code is then 1.
    #[arg(long, value_name = "SIGNATURE")]
    expect: Option<String>,
    /// The text that the other side signs (its canonical request or string to sign), or `@FILE`. Where it differs from
    /// every step, the first difference is shown; the exit code is then 1.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    expect_canonical: Option<String>,
}

/// What came of it.
pub(super) struct Expected {
    pub(super) equal: bool,
    signature: Option<(String, Finding)>,
    canonical: Option<(Finding, Option<Difference>)>,
    /// With the other side's text in our plan, its signature comes out.
    only_text: bool,
}

impl Expect {
    pub(super) fn is_given(&self) -> bool {
        self.expect.is_some() || self.expect_canonical.is_some()
    }

    /// Compares, and searches where something differs.
    pub(super) fn judge(&self, by: &Signer<'_, '_>, signed: &Signed, show_secrets: bool) -> Result<Expected, Failure> {
        let Signer { platform, siblings, call: SignRequest { request, signing_time, .. }, credentials } = by;
        let refuse = |error| Failure::refused(format!("cannot sign: {error}"));
        let mut expected = Expected { equal: true, signature: None, canonical: None, only_text: false };
        if let Some(signature) = &self.expect {
            let effort = Effort::THOROUGH;
            let finding = diagnose_beside(siblings, platform, request, credentials, signing_time, signature, effort);
            let finding = finding.map_err(refuse)?;
            expected.equal &= finding == Finding::Same;
            expected.signature = Some((signature.clone(), finding));
        }
        if let Some(text) = &self.expect_canonical {
            let text = match text.strip_prefix('@') {
                Some(path) => String::from_utf8(input::read(Path::new(path))?)
                    .map_err(|_| Failure::usage(format!("{path} is not UTF-8 text")))?,
                None => text.clone(),
            };
            if text.is_empty() {
                return Err(Failure::usage(
                    "--expect-canonical is empty: it is the whole text that the other side signs",
                ));
            }
            let text = unmasked(platform, credentials, &text);
            let explained = matches!(expected.signature, Some((_, Finding::Causes(_))));
            // What explains the signature need not be searched for in the text as well.
            let effort = if explained { Effort { attempts: 0, ..Effort::THOROUGH } } else { Effort::THOROUGH };
            let finding = diagnose_step(platform, request, credentials, signing_time, &text, effort).map_err(refuse)?;
            expected.equal &= finding == Finding::Same;
            let difference = Difference::of(platform, credentials, &signed.steps, &text, show_secrets);
            let difference = difference.filter(|_| finding != Finding::Same);
            if let (Some(signature), Some(difference)) = (&self.expect, &difference) {
                let with = (difference.step.as_str(), text.as_str());
                expected.only_text = signs_with(platform, request, credentials, signing_time, with, signature);
            }
            expected.canonical = Some((finding, difference));
        }
        Ok(expected)
    }
}

impl Expected {
    pub(super) fn text(&self) -> String {
        let mut lines = Vec::new();
        if let Some((signature, finding)) = &self.signature {
            lines.push(match finding {
                Finding::Same => format!("the signature is `{signature}` on both sides"),
                _ => format!("the other side's signature `{signature}` differs from ours"),
            });
            lines.extend(self.about_signature(finding));
            lines
                .extend(instead(finding).map(|instead| format!("or it {instead}: this call does not tell them apart")));
        }
        if let Some((finding, difference)) = &self.canonical {
            match finding {
                Finding::Same => lines.push(same_text(self.signature.as_ref().map(|(_, finding)| finding)).to_owned()),
                Finding::Causes(causes) => lines.push(Cause::other_side(causes)),
                _ => {}
            }
            lines.extend(difference.as_ref().map(shown));
            if self.only_text {
                lines.push(ONLY_TEXT.to_owned());
            } else if let (Some((_, Finding::Nothing { .. })), Finding::Causes(_)) = (&self.signature, finding) {
                lines.push(TEXT_ALONE.to_owned());
            }
        }
        lines.join("\n")
    }

    fn about_signature(&self, finding: &Finding) -> Option<String> {
        match finding {
            Finding::Causes(causes) => Some(Cause::other_side(causes)),
            Finding::TooShort => Some(TOO_SHORT.to_owned()),
            Finding::Nothing { tried, complete } if self.canonical.is_none() => Some(nothing(*tried, *complete)),
            _ => None,
        }
    }

    pub(super) fn node(&self) -> Node<'static> {
        let text = |text: &str| Node::text(text.to_owned());
        let mut members = vec![("equal".into(), Node::Bool(self.equal))];
        if let Some((signature, finding)) = &self.signature {
            members.push(("signature".into(), text(signature)));
            members.extend(causes(finding));
            members.extend(self.about_signature(finding).map(|sentence| ("sentence".into(), text(&sentence))));
            members.extend(instead(finding).map(|instead| ("or".into(), text(&format!("the other side {instead}")))));
        }
        if let Some((finding, difference)) = &self.canonical {
            let mut canonical = vec![("equal".into(), Node::Bool(*finding == Finding::Same))];
            canonical.extend(causes(finding));
            if let Finding::Causes(causes) = finding {
                canonical.push(("sentence".into(), text(&Cause::other_side(causes))));
            }
            if let Some(difference) = difference {
                let at = i64::try_from(difference.at).unwrap_or(i64::MAX);
                canonical.extend([
                    ("step".into(), text(&difference.step)),
                    ("at".into(), Node::Int(at)),
                    ("before".into(), text(&difference.before)),
                    ("ours".into(), side(&difference.ours)),
                    ("theirs".into(), side(&difference.theirs)),
                ]);
                canonical.extend(difference.within.as_ref().map(|name| ("within_secret".into(), text(name))));
            }
            members.push(("canonical".into(), Node::map(canonical)));
            members.push(("only_text_differs".into(), Node::Bool(self.only_text)));
        }
        Node::map(members)
    }
}

const ONLY_TEXT: &str = "signed with our key, the other side's text gives its signature: only the text differs";

const TEXT_ALONE: &str = "that explains the other side's text; its signature differs for another reason as well: \
compare the key (its length, its ends, whether it is decoded) and the algorithm";

const TOO_SHORT: &str = "so short a signature could come out of a wrong mistake by chance, so none was tried: \
compare the texts with --expect-canonical";

fn nothing(tried: usize, complete: bool) -> String {
    let extent = if complete { "no usual mistake, and no two of them" } else { "no usual mistake that could be tried" };
    format!(
        "{extent}, gives this signature ({tried} cases tried): ask the other side for the exact text that it signs \
         (its canonical request or string to sign) and compare it with --expect-canonical"
    )
}

fn same_text(signature: Option<&Finding>) -> &'static str {
    match signature {
        None | Some(Finding::Same) => "the text is the same on both sides",
        Some(Finding::Causes(_)) => "the text is the same on both sides: what differs comes after it",
        Some(_) => {
            "the text is the same on both sides: what differs comes after it, so compare the key (its length, its ends, \
             whether it is decoded) and the algorithm"
        }
    }
}

fn instead(finding: &Finding) -> Option<String> {
    let Finding::Causes(causes) = finding else { return None };
    let alternatives = causes.first()?.alternatives();
    (!alternatives.is_empty()).then(|| alternatives.join(", or "))
}

fn causes(finding: &Finding) -> Option<(std::borrow::Cow<'static, str>, Node<'static>)> {
    let Finding::Causes(causes) = finding else { return None };
    let cause_as_json = |cause: &Cause| {
        Node::map(vec![
            ("kind".into(), Node::text(cause.kind())),
            ("sentence".into(), Node::text(Cause::other_side(std::slice::from_ref(cause)))),
        ])
    };
    Some(("causes".into(), Node::List(causes.iter().map(cause_as_json).collect())))
}

fn side(side: &Side) -> Node<'static> {
    let code_point = side.character.map(|character| Node::text(format!("U+{:04X}", u32::from(character))));
    let mut members = vec![("text".into(), Node::text(side.text.clone()))];
    members.extend(code_point.map(|code_point| ("code_point".into(), code_point)));
    members.push(("characters".into(), Node::Int(i64::try_from(side.length).unwrap_or(i64::MAX))));
    Node::map(members)
}

fn shown(difference: &Difference) -> String {
    let Difference { step, at, before, ours, theirs, within } = difference;
    if let Some(secret) = within {
        return format!(
            "`{step}` and the other side's text part within the secret `{secret}`: the two sides have different secrets \
             there, or it does not stand there on the other side (`--show-secrets` shows them)"
        );
    }
    let of = |side: &Side| match side.character {
        Some(character) => format!("U+{:04X}  {}", u32::from(character), side.text.escape_debug()),
        None => format!("ends here, after {} characters", side.length),
    };
    format!(
        "`{step}` and the other side's text part after {at} characters:\n  both    …{}\n  ours    {}\n  theirs  {}",
        before.escape_debug(),
        of(ours),
        of(theirs)
    )
}
