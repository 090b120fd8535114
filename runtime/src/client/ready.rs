//! What follows from an endpoint alone, and is the same for all its calls: its rules with their names resolved, and the plan of
//! its signing.

use std::ops::Deref;

use crate::model::{Endpoint, Platform};
use crate::sign::Plan;
use crate::validate::Rules;

/// An endpoint, ready to be called.
pub(super) struct Ready<'m> {
    platform: &'m Platform<'m>,
    pub(super) rules: Rules<'m>,
    pub(super) plan: Plan<'m>,
}

/// What is ready: kept with the endpoint, or made for one call.
pub(super) enum Made {
    Kept(&'static Ready<'static>),
    Now(Box<Ready<'static>>),
}

impl<'m> Ready<'m> {
    pub(super) fn of(platform: &'m Platform<'m>, endpoint: &Endpoint<'m>) -> Self {
        Self { platform, rules: Rules::of(endpoint.request()), plan: Plan::of_endpoint(platform, endpoint) }
    }

    /// That of an endpoint which lasts as long as the program: made once.
    pub(super) fn kept(platform: &'static Platform<'static>, endpoint: &Endpoint<'static>) -> Made {
        let ready = || Ready::of(platform, endpoint);
        let kept = endpoint.kept.get_or_make(ready);
        // An endpoint belongs to one platform; a test may call it by another.
        match kept.filter(|kept| std::ptr::eq(kept.platform, platform)) {
            Some(kept) => Made::Kept(kept),
            None => Made::Now(Box::new(ready())),
        }
    }
}

impl Deref for Made {
    type Target = Ready<'static>;

    fn deref(&self) -> &Ready<'static> {
        match self {
            Self::Kept(ready) => ready,
            Self::Now(ready) => ready,
        }
    }
}
