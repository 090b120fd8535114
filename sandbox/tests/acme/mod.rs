//! Three invented platforms, one of each style, and a client that signs for them.

#![allow(dead_code)] // each test program uses a part of it
#![allow(clippy::wildcard_imports)] // a platform's table names most of the model

pub(crate) mod calls;
pub(crate) mod client;
pub(crate) mod mall;
pub(crate) mod shop;
pub(crate) mod socket;
pub(crate) mod store;
pub(crate) mod text;

use signwright_runtime::model::{
    Api, CommonField, Condition, Credential, Filter, Input, Part, Refusal, RefusalReason, Template, Test,
};

/// Now, for tests that fix the clock: 2026-03-01 12:00:00 at +08:00.
pub(crate) const NOW: i64 = 1_772_337_600_000;

/// The platforms.
pub(crate) static APIS: &[&Api<'static>] = &[&shop::API, &store::API, &mall::API];

pub(crate) const fn credential(name: &'static str, secret: bool) -> Credential<'static> {
    Credential { name, title: "凭证", secret, optional: false, parts: &[], split: "", token: None }
}

pub(crate) const fn common(name: &'static str, value: Template<'static>) -> CommonField<'static> {
    CommonField { name, title: "公共参数", required: true, value, location: None }
}

pub(crate) const fn refusal(
    reason: RefusalReason,
    code: Template<'static>,
    message: Template<'static>,
) -> Refusal<'static> {
    Refusal { reason, when: None, status: None, code, sub_code: Template(&[]), message, assumed: true }
}

pub(crate) const fn is(path: &'static str, value: &'static str) -> Condition<'static> {
    Condition::Field(path, Test::Is(value))
}

pub(crate) const CODE: Template<'static> = Template(&[Part::Value(Input::Var("code"), &[])]);
pub(crate) const MESSAGE: Template<'static> = Template(&[Part::Value(Input::Var("message"), &[])]);
pub(crate) const DETAIL: Template<'static> = Template(&[Part::Value(Input::Var("detail"), &[])]);
pub(crate) const FIELD: Template<'static> = Template(&[Part::Value(Input::Var("field"), &[])]);
pub(crate) const PATH: Template<'static> = Template(&[Part::Value(Input::Var("path"), &[])]);
pub(crate) const ENDPOINT: Template<'static> = Template(&[Part::Value(Input::Endpoint, &[])]);
pub(crate) const SIGNATURE: Template<'static> = Template(&[Part::Value(Input::Signature, &[])]);
pub(crate) const UNIX: Template<'static> = Template(&[Part::Value(Input::Clock, &[Filter::Unix(0)])]);
pub(crate) const EMPTY: Template<'static> = Template(&[]);
