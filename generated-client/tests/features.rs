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
    assert_eq!(
        APIS.apis().expect("the texts are read").iter().map(|api| api.platform.name).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn all_of_them_are_served() {
    let service = Service::new(APIS.apis().expect("the texts are read"), Options::default());
    let served: Vec<_> = service.served("http://127.0.0.1:8080").into_iter().map(|served| served.platform).collect();
    assert_eq!(
        served,
        APIS.apis().expect("the texts are read").iter().map(|api| api.platform.name).collect::<Vec<_>>()
    );
    for api in APIS.apis().expect("the texts are read") {
        assert!(!api.endpoints.is_empty() && !api.platform.test_credentials.is_empty(), "{}", api.platform.name);
    }
}

/// Generated in the build script, the client is byte for byte the checked-in one: the other tests then ran over it.
#[cfg(feature = "regenerate")]
#[test]
fn what_the_build_script_generates_is_what_is_checked_in() {
    use std::fs;
    use std::path::Path;

    let built = Path::new(env!("OUT_DIR")).join("signwright");
    let checked_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated");
    let mut compared = 0;
    let mut open = vec![checked_in.clone()];
    while let Some(dir) = open.pop() {
        for path in fs::read_dir(dir).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let there = built.join(path.strip_prefix(&checked_in).expect("inside"));
            assert!(
                fs::read(&path).expect("a file") == fs::read(&there).expect("the same file"),
                "{}",
                there.display()
            );
            compared += 1;
        }
    }
    assert!(compared > 8, "only {compared}");
}
