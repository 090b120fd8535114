//! The scripts of completions: they are whole for every shell, know the names of the specs, and run nothing.

use std::fs;

use crate::command::{checkout, replace, run};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

#[test]
fn completions_are_printed_for_every_shell() {
    let dir = checkout();
    for shell in SHELLS {
        let script = run(dir.path(), &["completions", shell], 0).out;
        assert!(script.contains("signwright") && script.contains("completions"), "{shell}");
    }
}

#[test]
fn completions_know_the_names_of_the_specs() {
    let dir = checkout();
    // The scripts of elvish and PowerShell have no values of arguments.
    for shell in ["bash", "zsh", "fish"] {
        let script = run(dir.path(), &["completions", shell], 0).out;
        for name in ["meadow", "pasture", "order.push"] {
            assert!(script.contains(name), "{shell}: {name}");
        }
    }
    // A spec with mistakes has its platform's name all the same; a folder without specs has none.
    replace(dir.path(), "spec/acme/order_push.yaml", "varchar(40)", "varchr(40)");
    assert!(run(dir.path(), &["completions", "bash"], 0).out.contains("meadow"));
    for shell in SHELLS {
        let script = run(dir.path(), &["completions", shell, "--spec", "nowhere"], 0).out;
        assert!(!script.contains("meadow") && script.contains("completions"), "{shell}");
    }
}

/// Shells expand what a script lists.
#[test]
fn completions_hold_nothing_that_a_shell_expands() {
    let dir = checkout();
    for name in ["$(touch pwned)", "`touch pwned`", "a b", "'; touch pwned; '", "店铺.查询", "-x"] {
        let quoted = format!("endpoint: \"{name}\"\nname: shop_query");
        let before = fs::read_to_string(dir.path().join("spec/meadow/state_query.yaml")).expect("a file");
        let line = before.lines().find(|line| line.starts_with("endpoint:")).expect("a name").to_owned();
        replace(dir.path(), "spec/meadow/state_query.yaml", &line, &quoted);
        for shell in SHELLS {
            let script = run(dir.path(), &["completions", shell], 0).out;
            assert!(!script.contains(name) && !script.contains("pwned"), "{shell}: {name}");
        }
        fs::write(dir.path().join("spec/meadow/state_query.yaml"), before).expect("a file");
    }
}
