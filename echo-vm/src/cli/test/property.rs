//! Properties: sequences of random calls, after each of which the invariants hold. What breaks one is made as small as it
//! goes before it is told.

use super::scenario::{Invariant, Property, RandomCall, Step};
use super::site::{Came, Failure, Ground, Site, same};
use echo_abi::{Outcome, Printable, call_line};
use proptest::prelude::*;
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use serde_json::Value;
use std::fmt::Write;
use std::ops::RangeInclusive;

/// Shrinking steps at most: each is a sequence of calls.
const MAX_SHRINKS: u32 = 2000;
/// Longest random text, in characters.
const MAX_TEXT: usize = 24;

/// A part of a call: what stands there, or anything of a type.
enum Part {
    Text(String),
    Any(BoxedStrategy<String>),
}

/// A call that was chosen: which, and its line.
#[derive(Clone, Debug)]
struct Chosen {
    call: usize,
    sender: String,
    line: String,
}

/// Tries a property. Returns how many sequences were tried.
pub fn check(property: &Property, ground: &Ground, seed: u64) -> Result<u32, Failure> {
    let mut site = Site::new(ground)?;
    for (i, step) in property.steps.iter().enumerate() {
        site.step(step).map_err(|failure| Failure {
            reason: format!("step {}: {}", i + 1, failure.reason),
            ..failure
        })?;
    }
    let accounts = site.world().accounts().map_err(|error| error.to_string())?;
    let accounts: Vec<String> = accounts.iter().map(ToString::to_string).collect();
    let calls = property.calls.iter().enumerate().map(|(i, call)| chosen(i, call, &accounts));
    let calls = Union::new(calls.collect::<Result<Vec<_>, _>>()?);
    let config = Config {
        cases: property.cases,
        max_shrink_iters: MAX_SHRINKS,
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let result = runner.run(&prop::collection::vec(calls, 1..=property.length.max(1)), |sequence| {
        play(property, Site::without_backtraces(ground), &sequence)
            .map_err(|failure| TestCaseError::fail(told(&failure)))
    });
    match result {
        Ok(()) => Ok(property.cases),
        Err(TestError::Fail(reason, sequence)) => {
            let mut text = format!("{}\nafter these calls:", reason.message());
            for Chosen { sender, line, .. } in &sequence {
                let _ = write!(text, "\n  {} from {sender}", Printable(line));
            }
            let again = play(property, Site::new(ground), &sequence).err();
            Err(Failure { backtrace: again.and_then(|failure| failure.backtrace), ..Failure::from(text) })
        }
        Err(TestError::Abort(reason)) => Err(reason.message().to_owned().into()),
    }
}

fn told(failure: &Failure) -> String {
    let mut text = failure.reason.clone();
    if let (Some(expected), Some(found)) = (&failure.expected, &failure.found) {
        let _ = write!(text, ": {expected} expected, {found} found");
    }
    text
}

/// Does a sequence of calls on a chain that has just begun.
fn play(property: &Property, site: Result<Site, Failure>, sequence: &[Chosen]) -> Result<(), Failure> {
    let mut site = site?;
    for step in &property.steps {
        site.step(step)?;
    }
    // What stays the same is what it is after the first steps.
    let before = answers(property, &site)?;
    for Chosen { call, sender, line } in sequence {
        let random = &property.calls[*call];
        let step = Step {
            call: Some(line.clone()),
            contract: random.contract.clone(),
            sender: Some(sender.clone()),
            value: random.value,
            ..Step::default()
        };
        let may_be = |outcome: &Outcome| {
            outcome.is_returned() || random.may_fail.iter().any(|name| name == outcome.error().name())
        };
        if let Some(Came { outcome, backtrace, .. }) = site.act(&step, &may_be)?
            && !may_be(&outcome)
        {
            let reason = format!(
                "{line} fails: {}: {}",
                outcome.error().name(),
                outcome.message().unwrap_or_default()
            );
            return Err(Failure { backtrace, ..Failure::from(reason) });
        }
        let after = answers(property, &site)?;
        for ((invariant, before), after) in property.invariants.iter().zip(&before).zip(&after) {
            let expected = match (&invariant.returns, &invariant.equals) {
                (Some(values), _) => site.values(values)?,
                (None, Some(other)) => {
                    site.ask(site.contract(invariant.contract.as_deref())?, &site.line(other)?)?
                }
                (None, None) => before.clone(),
            };
            if !same(&expected, after) {
                return Err(Failure {
                    reason: format!("{} does not hold after {line}", invariant.call),
                    expected: Some(Value::Array(expected).to_string()),
                    found: Some(Value::Array(after.clone()).to_string()),
                    backtrace: None,
                });
            }
        }
    }
    Ok(())
}

fn answers(property: &Property, site: &Site) -> Result<Vec<Vec<Value>>, Failure> {
    property.invariants.iter().map(|invariant| answer(invariant, site)).collect()
}

/// What an invariant's view returns; with `$each`, the sum over all accounts.
fn answer(invariant: &Invariant, site: &Site) -> Result<Vec<Value>, Failure> {
    let contract = site.contract(invariant.contract.as_deref())?;
    if !invariant.call.contains("$each") {
        return site.ask(contract, &site.line(&invariant.call)?);
    }
    let mut sum = 0_u128;
    for account in site.world().accounts().map_err(|error| error.to_string())? {
        let line = site.line(&invariant.call.replace("$each", &account.to_string()))?;
        let values = site.ask(contract, &line)?;
        let number = match values.as_slice() {
            [Value::Number(number)] => number.as_u64().map(u128::from),
            [Value::String(text)] => text.parse().ok(),
            _ => None,
        };
        sum += number.ok_or_else(|| format!("{line} returns no number that could be added up"))?;
    }
    Ok(vec![u64::try_from(sum).map_or_else(|_| Value::String(sum.to_string()), Value::from)])
}

/// Calls of one kind.
fn chosen(call: usize, random: &RandomCall, accounts: &[String]) -> Result<BoxedStrategy<Chosen>, Failure> {
    let sender = match &random.sender {
        Some(name) => Just(name.clone()).boxed(),
        None => prop::sample::select(accounts.to_vec()).boxed(),
    };
    let parts: Vec<BoxedStrategy<String>> = parts(&random.call, accounts)?
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => Just(text).boxed(),
            Part::Any(strategy) => strategy,
        })
        .collect();
    let line = parts.prop_map(|parts| parts.concat());
    Ok((sender, line).prop_map(move |(sender, line)| Chosen { call, sender, line }).boxed())
}

/// The parts of a call; `any …` stands where an argument stands, outside of strings.
fn parts(call: &str, accounts: &[String]) -> Result<Vec<Part>, Failure> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = call;
    let mut quoted = false;
    while let Some(c) = rest.chars().next() {
        let starts = !quoted && text.trim_end().ends_with(['(', ',']);
        if starts && let Some(after) = rest.strip_prefix("any ") {
            let end = after.find([',', ')']).unwrap_or(after.len());
            // A range has a comma nowhere, and a parenthesis neither.
            let (kind, after) = after.split_at(end);
            parts.push(Part::Text(std::mem::take(&mut text)));
            parts.push(Part::Any(any(kind.trim(), accounts)?));
            rest = after;
            continue;
        }
        if c == '"' && !text.ends_with('\\') {
            quoted = !quoted;
        }
        text.push(c);
        rest = &rest[c.len_utf8()..];
    }
    parts.push(Part::Text(text));
    Ok(parts)
}

/// Anything of a type: `u64`, `u64 in 0..=100`, `i8`, `bool`, `string`, `bytes`, `account`.
fn any(kind: &str, accounts: &[String]) -> Result<BoxedStrategy<String>, Failure> {
    let (name, range) = match kind.split_once(" in ") {
        Some((name, range)) => (name.trim(), Some(range.trim())),
        None => (kind, None),
    };
    // `$` would stand for a name.
    let quoted = |bytes: Vec<u8>| call_line::Value::String(bytes).to_string().replace('$', "$$");
    let (unsigned, bits) = match (name, name.split_at_checked(1)) {
        ("bool", _) => return Ok(any_bool()),
        ("string", _) => {
            let text = prop::collection::vec(any_char(), 0..=MAX_TEXT);
            return Ok(text
                .prop_map(move |text| quoted(text.into_iter().collect::<String>().into_bytes()))
                .boxed());
        }
        ("bytes", _) => {
            return Ok(prop::collection::vec(proptest::num::u8::ANY, 0..=MAX_TEXT).prop_map(quoted).boxed());
        }
        ("account", _) => {
            let accounts = accounts.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>();
            return Ok(prop::sample::select(accounts).boxed());
        }
        (_, Some((sign @ ("u" | "i"), bits))) => {
            let bits: u32 = bits.parse().ok().filter(|bits| [8, 16, 32, 64].contains(bits)).unwrap_or(0);
            (sign == "u", bits)
        }
        _ => (false, 0),
    };
    if bits == 0 {
        let known = "u8 to u64, i8 to i64, bool, string, bytes, account";
        return Err(format!("any {kind}: there are {known}, and a range as in `any u64 in 0..=100`").into());
    }
    let all = if unsigned {
        0..=(1_i128 << bits) - 1
    } else {
        -(1_i128 << (bits - 1))..=(1_i128 << (bits - 1)) - 1
    };
    let numbers = match range {
        Some(range) => read_range(range)
            .filter(|range| all.contains(range.start()) && all.contains(range.end()) && !range.is_empty()),
        None => Some(all),
    };
    let Some(numbers) = numbers else {
        return Err(format!("any {kind}: a range is `0..=100`, and within the type").into());
    };
    // Small ones and both ends are what contracts go wrong at.
    let (first, last) = (*numbers.start(), *numbers.end());
    let small = first.max(0)..=last.min(first.max(0).saturating_add(100));
    Ok(prop_oneof![
        3 => number(small),
        3 => number(numbers),
        1 => Just(first),
        1 => Just(last),
    ]
    .prop_map(|number| number.to_string())
    .boxed())
}

fn number(range: RangeInclusive<i128>) -> BoxedStrategy<i128> {
    range.boxed()
}

fn any_bool() -> BoxedStrategy<String> {
    proptest::bool::ANY.prop_map(|value| value.to_string()).boxed()
}

fn any_char() -> BoxedStrategy<char> {
    prop_oneof![4 => proptest::char::range(' ', '~'), 1 => proptest::char::any()].boxed()
}

fn read_range(text: &str) -> Option<RangeInclusive<i128>> {
    if let Some((first, last)) = text.split_once("..=") {
        return Some(first.trim().parse().ok()?..=last.trim().parse().ok()?);
    }
    let (first, end) = text.split_once("..")?;
    Some(first.trim().parse().ok()?..=end.trim().parse::<i128>().ok()?.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(call: &str) -> Result<String, String> {
        let accounts = ["1.2.1".to_owned()];
        let parts = parts(call, &accounts).map_err(|failure| failure.reason)?;
        let shown = parts.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Any(_) => "?",
        });
        Ok(shown.collect())
    }

    #[test]
    fn any_stands_where_an_argument_stands() {
        assert_eq!(shape("f(any u64, \"any u8\",any account)").unwrap(), "f(?, \"any u8\",?)");
        assert_eq!(shape("f(any i8 in -3..5, 1)").unwrap(), "f(?, 1)");
        assert_eq!(shape("f()").unwrap(), "f()");
        for wrong in ["f(any u7)", "f(any u8 in 0..=256)", "f(any u8 in 5..5)", "f(any u8 in x)", "f(any )"] {
            assert!(shape(wrong).is_err(), "{wrong}");
        }
    }
}
