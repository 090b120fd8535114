//! One platform, stood in for: what `Service` gives it goes through the checks to the endpoint's behaviour, and comes
//! back as the vendor would answer. No I/O; only the store and the lists that move change.

use std::sync::Arc;

use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::{
    Api, Behaviour, Credential, DocumentFormat, Endpoint, Escape, Platform, RefusalReason, Reply, ReplyPlace,
};
use signwright_runtime::{Node, json, xml};

use crate::abilities::{self, Abilities};
use crate::behave::{self, Done, Kept};
use crate::check::{self, Checked};
use crate::compose::{self, Composed};
use crate::exchange::{Answer, HttpRequest};
use crate::failures::Failures;
use crate::fault::Fault;
use crate::log::{Entry, Verdict};
use crate::manner::{Manner, Meets};
use crate::partial::Asked;
use crate::query::MovedLists;
use crate::receive::Incoming;
use crate::refuse::{self, RefusalAnswer, Refused};
use crate::request::{Fields, count};
use crate::route::{Claim, Paths, name_field, name_of};
use crate::store::Store;
use crate::wrong_types::wrong;
use crate::{answer, container, partial, verify};

/// A platform, what it accepts and what it has kept.
pub(crate) struct MockPlatform<'m> {
    api: Api<'m>,
    paths: Paths,
    credentials: Credentials,
    manner: Manner,
    store: Arc<Store>,
    lists: MovedLists,
}

/// The endpoint that a request is for, or why there is none.
pub(crate) struct Called<'m, 'c> {
    pub(crate) endpoint: Result<&'m Endpoint<'m>, Refused>,
    /// Its wire name, or what the request names instead; may be empty.
    name: String,
    /// The values of its address.
    values: &'c [(String, String)],
}

/// How far a request came, for the answer and the log.
#[derive(Default)]
struct Progress<'r> {
    request: Option<Node<'r>>,
    notes: Vec<String>,
}

impl<'m> MockPlatform<'m> {
    /// Without credentials of the caller's own, the platform's test set is accepted.
    pub(crate) fn new(api: Api<'m>, credentials: Option<Credentials>, manner: &Manner) -> Self {
        let test_set = || Credentials::new(api.platform.test_credentials.iter().map(|test| (test.name, test.value)));
        let credentials = credentials.unwrap_or_else(test_set);
        let store = Arc::new(Store::new(manner.recording));
        let (paths, manner) = (Paths::of(&api), manner.clone());
        Self { api, paths, credentials, manner, store, lists: MovedLists::default() }
    }

    pub(crate) fn name(&self) -> &'m str {
        self.api.platform.name
    }

    pub(crate) fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The rows that a query of it would find without a filter, as JSON.
    pub(crate) fn listed(&self, endpoint: &str) -> Vec<String> {
        let mut endpoints = self.api.endpoints.iter();
        let sandbox = endpoints.find(|candidate| candidate.name == endpoint).and_then(|endpoint| endpoint.sandbox);
        match sandbox.map(|sandbox| sandbox.behaviour) {
            Some(Behaviour::Query { rows, .. }) => self.lists.listed(endpoint, rows),
            _ => Vec::new(),
        }
    }

    /// The wire names of its endpoints, and what each can express of faults.
    pub(crate) fn abilities(&self) -> impl Iterator<Item = (String, Abilities)> {
        self.api.endpoints.iter().map(|endpoint| (endpoint.name.to_owned(), Abilities::of(&self.api, endpoint)))
    }

    /// Whether its tables have words for a refusal that a fault is.
    pub(crate) fn has_words(&self, endpoint: &Endpoint<'_>, fault: &Fault) -> bool {
        abilities::refusal(&self.api, endpoint, fault).is_some()
    }

    /// Why an endpoint cannot express a fault; nothing where it can.
    pub(crate) fn lack(&self, endpoint: &Endpoint<'_>, fault: &Fault) -> Option<&'static str> {
        Abilities::of(&self.api, endpoint).lack(fault)
    }

    pub(crate) fn paths(&self) -> &Paths {
        &self.paths
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Whether the request itself names an endpoint of this platform.
    pub(crate) fn is_named_by(&self, request: &HttpRequest) -> bool {
        let (incoming, _) = Incoming::of(self.api.platform, request);
        self.named(&incoming).is_some_and(|name| self.endpoint(name).is_some())
    }

    /// The answer to a request that is to meet what a fault wants.
    pub(crate) fn answer(
        &self,
        called: &Called<'m, '_>,
        request: &HttpRequest,
        now_unix_ms: i64,
        meets: Meets<'_>,
    ) -> Answer {
        let mut progress = Progress::default();
        let endpoint = called.endpoint.as_ref().ok().copied();
        let of_call = endpoint.unwrap_or(&Endpoint::PLAIN);
        let fields: Vec<_> = self.api.platform.common_of(of_call.class).copied().collect();
        let platform = &self.api.platform.seen_by(of_call, &fields);
        let (incoming, readable) = Incoming::of(platform, request);
        let verb = check::verb(platform, &incoming);
        // A vendor that has no words for a wrong verb leaves it to HTTP, whose clients read the status.
        if let Some(refused) = verb.as_ref().err().filter(|refused| !self.states(refused, endpoint)) {
            return self.verb_refused(refused, &request.path, called.name.clone());
        }
        let outcome = verb.and(readable);
        let outcome =
            outcome.and_then(|()| self.play((platform, called), &incoming, (now_unix_ms, meets), &mut progress));
        let reply = &platform.reply;
        let format = reply.format.unwrap_or_else(|| incoming.format(platform));
        let (composed, verdict, text) = match outcome {
            Ok(done) => {
                progress.notes.push(done.text);
                let answer = if meets.has_wrong_types() { wrongly(reply, of_call, done.answer) } else { done.answer };
                let composed = compose::success(reply, of_call, answer, format);
                (composed, done.verdict, progress.notes.join("; "))
            }
            Err(refused) => {
                let (refusal, verdict, text) = self.refuse(&refused, endpoint, &progress);
                let beside = (refusal.status, refusal.headers);
                (compose::refusal(reply, endpoint, refusal.node, beside, format), verdict, text)
            }
        };
        let text = self.masked(text);
        let entry = Entry { number: 0, platform: self.name().to_owned(), endpoint: called.name.clone(), verdict, text };
        self.write(composed, format, entry)
    }

    /// All the checks in their order, then what the endpoint does.
    fn play<'r>(
        &self,
        (platform, called): (&Platform<'_>, &Called<'m, 'r>),
        incoming: &'r Incoming<'r>,
        (now_unix_ms, meets): (i64, Meets<'_>),
        progress: &mut Progress<'r>,
    ) -> Result<Done<'m>, Refused> {
        // Before all checks: a gateway that throttles does not look at a signature first.
        let planned = called.endpoint.as_ref().ok().zip(meets.0);
        if let Some(refused) = planned.and_then(|(endpoint, fault)| abilities::refusal(&self.api, endpoint, fault)) {
            return Err(refused);
        }
        // The order is the vendors': who is asked for what they lack first, then whether they are who they say.
        check::present(platform, incoming)?;
        let endpoint = called.endpoint.clone()?;
        check::credentials(platform, incoming, &self.credentials)?;
        // The clock comes before the signature, which a wrong clock would make wrong as well.
        let ahead = check::clock(platform, incoming, now_unix_ms)?;
        incoming.no_field_in_query(platform, endpoint)?;
        let call = (endpoint, self.paths.environment(), incoming);
        let is_signed = verify::signature(platform, call, &self.credentials, self.manner.diagnose)?;
        let clock = ahead.map(|ahead| format!("clock ({ahead:+} s)"));
        progress.notes.push(match (clock, is_signed) {
            (Some(clock), true) => format!("credentials, {clock} and signature verified"),
            (None, true) => "credentials and signature verified".to_owned(),
            (Some(clock), false) => format!("credentials and {clock} verified, nothing is signed"),
            (None, false) => "credentials verified, nothing is signed".to_owned(),
        });
        progress.notes.extend(container::other_media_type(platform, incoming.request));
        match incoming.other_format(platform) {
            // The vendor's own server reads either format whatever the parameter says; a strict sandbox teaches
            // otherwise.
            Some(differs) if self.manner.strict => return Err(Refused::new(RefusalReason::Malformed, "", differs)),
            differs => progress.notes.extend(differs),
        }
        let request = incoming.document(platform, endpoint, called.values)?;
        let checked = check::fields(platform, endpoint, request, self.manner.strict);
        let Checked { node, refused, broken, first_row, notes } = checked;
        let values = count(&node);
        progress.notes.push(format!("{values} {} checked", if values == 1 { "value" } else { "values" }));
        progress.notes.extend(check::constants(platform, incoming).into_iter().chain(notes));
        let fields = Fields::new(endpoint.request(), progress.request.insert(node));
        let kept =
            Kept { store: &self.store, lists: &self.lists, manner: &self.manner, meets, zone: self.api.platform.zone };
        if let Some(refused) = refused {
            behave::apply_before(endpoint, fields, first_row, kept);
            return Err(refused);
        }
        if let Some((row, refused)) = partial::refused_row(&self.api, endpoint, fields, meets.failing()) {
            behave::apply_before(endpoint, fields, Some(row), kept);
            return Err(refused);
        }
        let asked = Asked { always: &self.manner.failing, now: meets.failing() };
        let failures = partial::failures(&self.api, endpoint, fields, broken, asked);
        progress.notes.extend(failures.as_ref().and_then(Failures::told));
        behave::act(&self.api, endpoint, (fields, failures.as_ref()), kept)
    }

    /// The endpoint that the path or the request names, and the values of its address.
    pub(crate) fn called<'c>(&self, claim: &'c Claim, request: &HttpRequest) -> Called<'m, 'c> {
        let mut values = &[][..];
        let mut name = String::new();
        let endpoint = match claim {
            Claim::Endpoint(place, of_address) => {
                values = of_address;
                self.api.endpoints.get(*place).copied()
            }
            Claim::Unknown(unknown) => {
                name.clone_from(unknown);
                None
            }
            Claim::Shared => {
                let (incoming, _) = Incoming::of(self.api.platform, request);
                if let Some(named) = self.named(&incoming) {
                    named.clone_into(&mut name);
                    self.endpoint(named)
                } else {
                    // Nothing names it: it is the one that the body can be read for.
                    let unnamed = name_field(self.api.platform).is_none();
                    let mut endpoints = self.api.endpoints.iter().copied().filter(|_| unnamed);
                    endpoints.find(|endpoint| incoming.document(self.api.platform, endpoint, &[]).is_ok())
                }
            }
        };
        let Some(endpoint) = endpoint else {
            let refused = Refused::new(RefusalReason::Method, name.clone(), format!("there is no endpoint {name}"));
            return Called { endpoint: Err(refused), name, values };
        };
        Called { endpoint: Ok(endpoint), name: endpoint.name.to_owned(), values }
    }

    /// What the parameter that names the endpoint says.
    fn named<'r>(&self, incoming: &'r Incoming<'_>) -> Option<&'r str> {
        let (param, _) = name_field(self.api.platform)?;
        // Where the table's place follows the endpoint, which is not known yet, it may be any.
        let anywhere = || {
            let pairs =
                incoming.query.iter().chain(&incoming.form).filter(|_| self.api.platform.common.location.is_none());
            pairs.filter(|(name, _)| name == param).map(|(_, value)| value.as_str()).next()
        };
        incoming.common(self.api.platform, param).or_else(anywhere).filter(|name| !name.is_empty())
    }

    fn endpoint(&self, name: &str) -> Option<&'m Endpoint<'m>> {
        let (_, value) = name_field(self.api.platform)?;
        self.api.endpoints.iter().copied().find(|endpoint| name_of(value, endpoint) == name)
    }

    fn refuse(
        &self,
        refused: &Refused,
        endpoint: Option<&'m Endpoint<'m>>,
        progress: &Progress<'_>,
    ) -> (RefusalAnswer<'m>, Verdict, String) {
        // Fields are read only of a request that came as far as its table.
        let fields = endpoint.zip(progress.request.as_ref());
        let fields = fields.map(|(endpoint, node)| Fields::new(endpoint.request(), node));
        let answer = refuse::answer(&self.api, endpoint, fields, refused);
        let mut text = refused.detail.clone();
        for more in progress.notes.iter().map(String::as_str).chain([&*refused.aside]) {
            if !more.is_empty() {
                text += "; ";
                text += more;
            }
        }
        let verdict = if refused.planned.is_some() { Verdict::Faulted } else { Verdict::Refused(refused.reason) };
        (answer, verdict, text)
    }

    /// A text of the log with `<name>` for each secret: a caller can send one where none belongs.
    fn masked(&self, text: String) -> String {
        let declared = self.api.platform.credentials.iter();
        let names = declared.flat_map(Credential::names).filter(|(_, is_secret)| *is_secret).map(|(name, _)| name);
        // One character alone is no secret, and would be masked in every word.
        let values = names.filter_map(|name| Some((name, self.credentials.resolve(self.api.platform, name)?)));
        let secrets = values.filter(|(_, value)| value.chars().nth(1).is_some());
        secrets.fold(text, |text, (name, value)| text.replace(value, &format!("<{name}>")))
    }

    /// Whether the spec says how the platform words a refusal.
    fn states(&self, refused: &Refused, endpoint: Option<&Endpoint<'_>>) -> bool {
        refuse::is_stated(&self.api, endpoint, None, refused)
    }

    /// HTTP's own answer to a verb that is not taken.
    fn verb_refused(&self, refused: &Refused, path: &str, endpoint: String) -> Answer {
        let verdict = Verdict::Refused(refused.reason);
        let text = refused.detail.clone();
        let entry = Entry { number: 0, platform: self.name().to_owned(), endpoint, verdict, text };
        let verbs = self.paths.verbs(path);
        let allow = if verbs.is_empty() { self.api.platform.wire.verb.to_owned() } else { verbs.join(", ") };
        let allow = Some(allow);
        Answer { allow, ..Answer::plain(405, format!("{}\n", entry.text), entry) }
    }

    fn write(&self, composed: Composed<'m>, format: DocumentFormat, entry: Entry) -> Answer {
        let platform = self.api.platform;
        let Composed { status, headers, document } = composed;
        let Some(document) = document else {
            return Answer { status, content_type: "", headers, body: Vec::new(), allow: None, entry };
        };
        // Readable: any reader of JSON takes text as it is.
        let style = json::Style::new(Escape::Minimal, platform.zone);
        let written = match format {
            DocumentFormat::Json => json::write(&document, style),
            DocumentFormat::Xml => xml::write(&document, platform.zone),
        };
        match written {
            Ok(text) => Answer {
                status,
                content_type: answer::media_type(format),
                headers,
                body: text.into_bytes(),
                allow: None,
                entry,
            },
            // An answer can hold what a caller sent, and XML cannot carry every text.
            Err(error) => Answer::plain(500, format!("The answer cannot be written: {error}\n"), entry),
        }
    }
}

/// The answer of a success with wrong types; what says that it is one stays.
fn wrongly<'m>(reply: &Reply<'m>, endpoint: &Endpoint<'m>, answer: Node<'m>) -> Node<'m> {
    let shape = reply.of_success();
    let mut kept = Vec::new();
    for success in shape.success.iter().chain(&endpoint.success) {
        success.paths(&mut kept);
    }
    kept.extend([shape.code, shape.sub_code].into_iter().flatten().filter_map(ReplyPlace::path));
    wrong(answer, &kept)
}
