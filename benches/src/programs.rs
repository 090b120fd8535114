//! Programs that call some of the endpoints, or all, through a generated client: ours and progenitor's.

use std::fmt::{Error, Write as _};

use crate::endpoints::{CODED, Field, PLATFORM, REQUEST, fields, rust_value};

/// How a program sends.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Transport {
    Blocking,
    Async,
}

/// The main file of a program that calls as many endpoints of the crate `generated`.
pub(crate) fn ours(endpoints: u32, transport: Transport) -> Result<String, Error> {
    let (call, wait, kind) = match transport {
        Transport::Blocking => ("call", "", "Blocking"),
        Transport::Async => ("call_async", ".await", "Async"),
    };
    let asynchronous = if wait.is_empty() { "" } else { "async " };
    let mut text = format!(
        "use std::error::Error;\nuse generated::{PLATFORM}::{{self, Credentials, PLATFORM, ZONE}};\n\
         use signwright_runtime::transport::{kind};\nuse signwright_runtime::{{Client, DateTime, Decimal}};\n\n"
    );
    for number in 0..endpoints {
        writeln!(
            text,
            "{asynchronous}fn call_{number}(client: &Client<{kind}>) -> Result<(), Box<dyn Error>> {{\n    \
             use {PLATFORM}::push_{number}::*;"
        )?;
        for (place, (record, _)) in REQUEST.iter().enumerate().rev() {
            let (variable, name) =
                (record.to_lowercase(), if place == 0 { format!("{record}{number}") } else { (*record).to_owned() });
            write!(text, "    let {variable} = {name}::new({name}Required {{ ")?;
            for field in fields(record, &CODED).iter().filter(|field| field.is_required) {
                write!(text, "{}: {}, ", field.name, rust_value(field))?;
            }
            if let Some((child, _)) = REQUEST.get(place + 1) {
                write!(text, "rows: vec![{}] ", child.to_lowercase())?;
            }
            text += "});\n";
        }
        writeln!(text, "    println!(\"{{:?}}\", client.{call}(&push){wait}?.response.field_0);\n    Ok(())\n}}\n")?;
    }
    let client = format!(
        "let client = Client::new(&PLATFORM, Credentials {{ app: \"app\".into(), key: \"key\".into() }}, \"production\", {kind}::new())?;"
    );
    main(&mut text, endpoints, transport, &client)?;
    Ok(text)
}

/// The main file of a program that calls as many operations of progenitor's crate `generated`.
pub(crate) fn progenitor(endpoints: u32) -> Result<String, Error> {
    let mut text = "use std::error::Error;\nuse generated::{Client, types};\n\n".to_owned();
    for number in 0..endpoints {
        writeln!(text, "async fn call_{number}(client: &Client) -> Result<(), Box<dyn Error>> {{")?;
        for (place, (record, _)) in REQUEST.iter().enumerate().rev() {
            write!(text, "    let {} = types::{record}{number} {{ ", record.to_lowercase())?;
            for field in fields(record, &CODED) {
                write!(text, "{}: {}, ", field.name, plain_value(&field))?;
            }
            if let Some((child, _)) = REQUEST.get(place + 1) {
                write!(text, "rows: vec![{}] ", child.to_lowercase())?;
            }
            text += "};\n";
        }
        writeln!(text, "    println!(\"{{:?}}\", client.push_{number}(&push).await?.field_0);\n    Ok(())\n}}\n")?;
    }
    main(&mut text, endpoints, Transport::Async, "let client = Client::new(\"https://acme.example/gateway\");")?;
    Ok(text)
}

fn plain_value(field: &Field) -> &'static str {
    match (field.is_required, field.is_whole()) {
        (false, _) => "None",
        (true, true) => "1",
        (true, false) => "\"极峰\".into()",
    }
}

/// Calls them one after the other.
fn main(text: &mut String, endpoints: u32, transport: Transport, client: &str) -> Result<(), Error> {
    if transport == Transport::Blocking {
        writeln!(text, "fn main() -> Result<(), Box<dyn Error>> {{\n    {client}")?;
        (0..endpoints).try_for_each(|number| writeln!(text, "    call_{number}(&client)?;"))?;
        return writeln!(text, "    Ok(())\n}}");
    }
    writeln!(
        text,
        "fn main() -> Result<(), Box<dyn Error>> {{\n    \
         tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run())\n}}\n\n\
         async fn run() -> Result<(), Box<dyn Error>> {{\n    {client}"
    )?;
    (0..endpoints).try_for_each(|number| writeln!(text, "    call_{number}(&client).await?;"))?;
    writeln!(text, "    Ok(())\n}}")
}
