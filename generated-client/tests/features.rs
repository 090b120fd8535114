//! Each platform stands behind a feature of its name, and whatever is compiled in can be served by the sandbox.

use signwright_client::APIS;
use signwright_sandbox::{Options, Service};

#[test]
fn the_platforms_are_those_of_the_features() {
    let expected = [
        ("suning", cfg!(feature = "suning")),
        ("wangdian-enterprise", cfg!(feature = "wangdian-enterprise")),
        ("wangdian-flagship", cfg!(feature = "wangdian-flagship")),
    ];
    let expected: Vec<_> = expected.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect();
    assert_eq!(APIS.iter().map(|api| api.platform.name).collect::<Vec<_>>(), expected);
}

#[test]
fn all_of_them_are_served() {
    let service = Service::new(APIS, Options::default());
    let served: Vec<_> = service.served("http://127.0.0.1:8080").into_iter().map(|served| served.platform).collect();
    assert_eq!(served, APIS.iter().map(|api| api.platform.name).collect::<Vec<_>>());
    for api in APIS {
        assert!(!api.endpoints.is_empty() && !api.platform.test_credentials.is_empty(), "{}", api.platform.name);
    }
}
