//! What the tables of an endpoint can express of faults, and the platform's words for those that are refusals. A script asks
//! it when a fault is planned, a platform when it is to happen.

use signwright_runtime::model::{Api, Behaviour, Endpoint, ErrorClass, ErrorEntry, RefusalReason};

use crate::fault::Fault;
use crate::refuse::{self, Planned, Refused};

/// What an endpoint can express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a question of its own
pub(crate) struct Abilities {
    has_clock: bool,
    has_token: bool,
    has_code: bool,
    has_rows: bool,
    has_pages: bool,
}

impl Abilities {
    /// Nothing but what HTTP itself can say.
    pub(crate) const NONE: Self =
        Self { has_clock: false, has_token: false, has_code: false, has_rows: false, has_pages: false };

    pub(crate) fn of(api: &Api<'_>, endpoint: &Endpoint<'_>) -> Self {
        let behaviour = endpoint.sandbox.as_ref().map(|sandbox| &sandbox.behaviour);
        let keeps_rows = matches!(behaviour, Some(Behaviour::Upsert { list, .. }) if !list.is_empty());
        let shape = api.platform.reply.of_refusal();
        Self {
            has_clock: clock(api, endpoint).is_some(),
            has_token: row(api, endpoint, ErrorClass::Token).is_some(),
            has_code: refuse::template(api, Some(endpoint)).is_some() || !shape.code.is_empty(),
            has_rows: keeps_rows || endpoint.partial.is_some_and(|partial| !partial.of.is_empty()),
            has_pages: matches!(behaviour, Some(Behaviour::Query { .. })),
        }
    }

    /// Why the endpoint cannot express a fault; nothing where it can.
    pub(crate) fn lack(self, fault: &Fault) -> Option<&'static str> {
        let (can, lack) = match fault {
            Fault::Clock => {
                (self.has_clock, "the tables have no code of the meaning `clock`, nor a `clock` in `refuse`")
            }
            Fault::Token => (self.has_token, "the tables have no code of the meaning `token`"),
            Fault::Refused(_) => (self.has_code, "its reply has no place for a code"),
            Fault::Rows(_) => (self.has_rows, "neither `partial.of` nor `upsert` names a list of its request"),
            Fault::Page(_) => (self.has_pages, "its `sandbox` has no `rows`"),
            _ => (true, ""),
        };
        (!can).then_some(lack)
    }
}

/// The refusal that a fault is; nothing where it is none, or has no words. What is thrown back without words is HTTP's own
/// affair.
pub(crate) fn refusal(api: &Api<'_>, endpoint: &Endpoint<'_>, fault: &Fault) -> Option<Refused> {
    match fault {
        Fault::Throttled(_) => row(api, endpoint, ErrorClass::Throttled).map(of_row),
        Fault::Token => row(api, endpoint, ErrorClass::Token).map(of_row),
        Fault::Clock => clock(api, endpoint),
        Fault::Refused(code) => Some(refuse::listed(api, endpoint, code).map_or_else(|| of_code(code), of_row)),
        _ => None,
    }
}

fn clock(api: &Api<'_>, endpoint: &Endpoint<'_>) -> Option<Refused> {
    if let Some(row) = row(api, endpoint, ErrorClass::Clock) {
        return Some(of_row(row));
    }
    let param = api.platform.clock.map_or("", |clock| clock.param);
    let refused = Refused::new(RefusalReason::Clock, param, "the sandbox was told to refuse the time");
    refuse::is_stated(api, Some(endpoint), None, &refused).then_some(refused)
}

/// The row of this meaning, the endpoint's before the platform's; one without wildcards, if there is one.
fn row<'m>(api: &Api<'m>, endpoint: &Endpoint<'m>, class: ErrorClass) -> Option<&'m ErrorEntry<'m>> {
    let rows = || endpoint.errors.iter().chain(api.platform.errors).filter(|row| row.class == class);
    let is_plain = |row: &&ErrorEntry<'_>| !row.matches.code.contains(['*', '?']);
    rows().find(is_plain).or_else(|| rows().next())
}

/// What a vendor answers whose table has this row. Wildcards stand for nothing then.
fn of_row(row: &ErrorEntry<'_>) -> Refused {
    let literal = |text: &str| text.replace(['*', '?'], "");
    let message = if row.matches.message.is_empty() { row.cause } else { row.matches.message };
    let planned = Planned {
        code: literal(row.matches.code),
        sub_code: literal(row.matches.sub_code),
        message: literal(message),
        status: row.matches.status.map(|statuses| statuses.first),
    };
    told(planned)
}

fn of_code(code: &str) -> Refused {
    let message = "the sandbox was told to refuse it".to_owned();
    told(Planned { code: code.to_owned(), sub_code: String::new(), message, status: None })
}

fn told(planned: Planned) -> Refused {
    let refused = Refused::new(RefusalReason::Rule, "", "the sandbox was told to refuse it");
    Refused { planned: Some(Box::new(planned)), ..refused }
}
