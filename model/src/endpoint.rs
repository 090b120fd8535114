//! An endpoint: its records, and how its calls travel.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

use super::{
    Body, Choice, Class, Common, CommonField, Condition, EndpointSandbox, ErrorEntry, Facts, Field, ListStyle,
    Location, PartialFailure, Platform, Repeat, Repetition, Rule, Signing, Template, Travels, Type, Wire,
};

/// What an engine makes of an endpoint once, such as its rules with their names resolved; nothing is kept of an endpoint that
/// does not last. It tells nothing of the endpoint: two are equal whatever is kept of them.
#[derive(Clone, Copy, Default)]
pub struct Kept<'m>(Option<&'m OnceLock<Box<dyn Any + Send + Sync>>>);

impl<'m> Kept<'m> {
    /// Nothing is kept.
    pub const NOTHING: Self = Self(None);

    /// As long as the program runs.
    pub(super) fn forever() -> Self {
        Self(Some(Box::leak(Box::default())))
    }

    /// What was made, or is made now. `None` where nothing is kept, or something of another type was made before.
    pub fn get_or_make<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&'m T> {
        self.0?.get_or_init(|| Box::new(make())).downcast_ref()
    }
}

impl fmt::Debug for Kept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl PartialEq for Kept<'_> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// One call of a platform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Endpoint<'m> {
    /// The vendor's name, such as `order_push.php`, or its address: `GET /v3/orders/{order_id}`.
    pub name: &'m str,
    /// What it says of its way that the platform does not.
    pub travel: Travel<'m>,
    /// Its class among those of the platform; empty where there are none.
    pub class: &'m str,
    /// The vendor's title.
    pub title: &'m str,
    /// The vendor's page.
    pub docs: &'m str,
    /// Values that the platform's templates take from the endpoint (`{var.node}`).
    pub vars: &'m [(&'m str, &'m str)],
    /// What repeating the same request does.
    pub repeat: Choice<'m, Repetition<'m>>,
    /// What else a client must know, and what is no part of a request.
    pub facts: Facts<'m>,
    /// All records of the request and the response; [`RecordId`] is a place in it.
    pub records: &'m [Record<'m>],
    /// The record of the request.
    pub request: RecordId,
    /// The record of the response.
    pub response: RecordId,
    /// Where its answers begin, in the place of the root of the platform's shape; `None`: as the platform says.
    pub root: Option<&'m [Template<'m>]>,
    /// Where the response's table begins, in the place of [`super::ReplyShape::data`]; `None`: as the platform says.
    pub data: Option<&'m str>,
    /// Narrows the platform's success: both must hold. It is over the response's table.
    pub success: Option<Condition<'m>>,
    /// Where a success lists the rows that failed.
    pub partial: Option<PartialFailure<'m>>,
    /// Where the message of a refusal stands when `success` failed but the platform's holds.
    pub message: &'m str,
    /// Codes of this endpoint; they come before the platform's.
    pub errors: &'m [ErrorEntry<'m>],
    /// How the sandbox plays it.
    pub sandbox: Option<EndpointSandbox<'m>>,
    /// What an engine makes of it once.
    pub kept: Kept<'m>,
}

impl<'m> Endpoint<'m> {
    /// An endpoint of which nothing is said.
    pub const PLAIN: Self = Self {
        name: "",
        travel: Travel::AS_PLATFORM,
        class: "",
        title: "",
        docs: "",
        vars: &[],
        repeat: Repeat::Ask.always(),
        facts: Facts::NONE,
        records: &[],
        request: RecordId(0),
        response: RecordId(0),
        root: None,
        data: None,
        success: None,
        partial: None,
        message: "",
        errors: &[],
        sandbox: None,
        kept: Kept::NOTHING,
    };

    /// The fields of all records, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &'m Field<'m>> + use<'m> {
        self.records.iter().flat_map(|record| record.fields)
    }

    /// The shape of the request.
    pub const fn request(&self) -> Shape<'m> {
        Shape { records: self.records, id: self.request }
    }

    /// Whether an answer of it has a body: a row of its response stands there.
    pub fn has_body(&self) -> bool {
        self.response().record().fields.iter().any(|field| field.travels != Travels::Header)
    }

    /// The row of the response that is the whole document.
    pub fn document(&self) -> Option<&'m Field<'m>> {
        self.response().record().fields.iter().find(|field| field.travels == Travels::Document)
    }

    /// The shape of the response.
    pub const fn response(&self) -> Shape<'m> {
        Shape { records: self.records, id: self.response }
    }
}

/// How the calls of an endpoint travel, where it says so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel<'m> {
    /// The HTTP verb; empty: the platform's.
    pub verb: &'m str,
    /// The path behind the environment's address, or a whole address; empty: the platform's address.
    pub path: &'m [PathPart<'m>],
    /// Where its parameters go; `None`: what the verb says, else the platform.
    pub body: Option<Body<'m>>,
    /// How lists travel in a query or a form; `None`: as the platform says.
    pub lists: Option<ListStyle>,
    /// The media type of the body; empty: the platform's.
    pub content_type: &'m str,
}

impl Travel<'_> {
    /// As the platform says.
    pub const AS_PLATFORM: Self = Self { verb: "", path: &[], body: None, lists: None, content_type: "" };
}

/// A part of an endpoint's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPart<'m> {
    /// As it stands.
    Text(&'m str),
    /// The value of the request's row of this name, percent-encoded.
    Row(&'m str),
    /// A value of the endpoint or the call, percent-encoded.
    Var(&'m str),
}

/// Verbs whose requests carry their parameters in the query, unless more is said.
const WITHOUT_BODY: &[&str] = &["GET", "HEAD", "DELETE"];

impl<'m> Platform<'m> {
    /// How the calls of an endpoint travel: as the platform says, but for what the endpoint says itself.
    pub fn wire_of(&self, endpoint: &Endpoint<'m>) -> Wire<'m> {
        let Travel { verb, path: _, body, lists, content_type } = endpoint.travel;
        let wire = self.wire;
        let of_verb = match wire.body {
            // A platform that states both has said what it means.
            _ if verb.is_empty() || !WITHOUT_BODY.contains(&verb) => wire.body,
            Body::Inside { name, .. } => Body::Inside { location: Location::Query, name },
            _ => Body::Query,
        };
        Wire {
            verb: if verb.is_empty() { wire.verb } else { verb },
            body: body.unwrap_or(of_verb),
            lists: lists.unwrap_or(wire.lists),
            content_type: if content_type.is_empty() { wire.content_type } else { content_type },
            ..wire
        }
    }

    /// Where the common parameters of calls on this wire travel, and where those of the endpoint do. A document has no
    /// parameters: what counts as such are the common ones, or the members of its JSON.
    pub fn locations(&self, wire: &Wire<'_>) -> (Location, Location) {
        let params = wire.body.params();
        let common = self.common.location.or(params).unwrap_or(Location::Json);
        (common, params.unwrap_or(common))
    }

    /// All common parameters, those of classes too, each with where it travels on the platform's own wire.
    pub fn all_common(&self) -> impl Iterator<Item = (Location, &'m CommonField<'m>)> + use<'m> {
        let (common, _) = self.locations(&self.wire);
        let of_classes = self.classes.iter().flat_map(|class| class.fields);
        self.common.fields.iter().chain(of_classes).map(move |field| (field.location.unwrap_or(common), field))
    }

    /// The platform as the calls of an endpoint see it: on its own wire, without classes, and without a scheme where its class
    /// is not signed. `fields` are the common parameters of its class ([`Self::common_of`]).
    #[must_use]
    pub fn seen_by<'s>(&self, endpoint: &Endpoint<'m>, fields: &'s [CommonField<'s>]) -> Platform<'s>
    where
        'm: 's,
    {
        let wire = self.wire_of(endpoint);
        let is_signed = self.class(endpoint.class).is_none_or(|class| class.is_signed);
        let signing = if is_signed { self.signing } else { Signing { steps: &[], parameters: &[], ..self.signing } };
        Platform { common: Common { fields, ..self.common }, classes: &[], wire, signing, ..*self }
    }

    /// The class of this name.
    pub fn class(&self, name: &str) -> Option<&'m Class<'m>> {
        self.classes.iter().find(|class| class.name == name)
    }

    /// The common parameters of the calls of a class, those of all calls first.
    pub fn common_of(&self, class: &str) -> impl Iterator<Item = &'m CommonField<'m>> + use<'m> {
        let of_class = self.class(class).map_or(&[][..], |class| class.fields);
        self.common.fields.iter().chain(of_class)
    }
}

/// A record's place in [`Endpoint::records`]. By number, because records may refer to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u16);

/// A record together with the table that its nested records are found in.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'m> {
    /// All records of the endpoint.
    pub records: &'m [Record<'m>],
    /// This one.
    pub id: RecordId,
}

/// What an out-of-range [`RecordId`] resolves to, so that a wrong table cannot panic.
static NOTHING: Record<'static> = record("", &[], &[]);

impl<'m> Shape<'m> {
    /// The record itself. A place outside the table gives a record without fields.
    pub fn record(&self) -> &'m Record<'m> {
        self.records.get(usize::from(self.id.0)).unwrap_or(&NOTHING)
    }

    /// The field that a path of names leads to through records. One that leads through a list leads to none.
    pub fn field_at(&self, path: &str) -> Option<&'m Field<'m>> {
        let Some((name, below)) = path.split_once('.') else { return self.record().field(path) };
        match self.record().field(name)?.ty {
            Type::Record(id) => self.at(id).field_at(below),
            _ => None,
        }
    }

    /// Another record of the same table.
    #[must_use]
    pub const fn at(&self, id: RecordId) -> Self {
        Self { records: self.records, id }
    }
}

/// A row of fields, as one of the vendor's tables lists them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record<'m> {
    /// The name in the spec, such as `Trade`.
    pub name: &'m str,
    /// The fields in the order of the vendor's table.
    pub fields: &'m [Field<'m>],
    /// Rules over the fields.
    pub rules: &'m [Rule<'m>],
    /// Whether its fields travel as a list, in their order and without their names.
    pub is_positional: bool,
    /// Where its fields stand by their names, if that was worked out.
    pub order: FieldOrder<'m>,
}

/// The places of a record's fields in the order of their names. It follows from the fields, so that a record with it equals
/// one without.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldOrder<'m>(&'m [u32]);

impl<'m> FieldOrder<'m> {
    /// Of fields of these names.
    pub fn of(names: impl Iterator<Item = &'m str>) -> Vec<u32> {
        let mut names: Vec<(&str, u32)> = names.zip(0..).collect();
        // Of two fields of one name the first is found.
        names.sort_unstable();
        names.into_iter().map(|(_, place)| place).collect()
    }

    /// What [`Self::of`] gave, kept.
    pub const fn kept(places: &'m [u32]) -> Self {
        Self(places)
    }
}

impl PartialEq for FieldOrder<'_> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<'m> Record<'m> {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'m Field<'m>> {
        let FieldOrder(places) = self.order;
        if places.len() != self.fields.len() {
            return self.fields.iter().find(|field| field.name == name);
        }
        let field = |place: &u32| self.fields.get(*place as usize);
        let first = places.partition_point(|place| field(place).is_some_and(|field| field.name < name));
        places.get(first).and_then(field).filter(|field| field.name == name)
    }
}

/// A record.
pub const fn record<'m>(name: &'m str, fields: &'m [Field<'m>], rules: &'m [Rule<'m>]) -> Record<'m> {
    Record { name, fields, rules, is_positional: false, order: FieldOrder::kept(&[]) }
}
