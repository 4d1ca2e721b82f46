//! `java.security.MessageDigest`, `javax.crypto.Mac`.

use std::any::Any;

use md5::Md5;
use parking_lot::Mutex;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

use super::super::table::{Args, Param, Type, method};
use super::{array, of};
use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// What computes a digest, and the block size of its function.
type Function = (fn(&[u8]) -> Vec<u8>, usize);

fn function(name: &str) -> Option<Function> {
    Some(match name.to_ascii_uppercase().replace('-', "").as_str() {
        "MD5" => (|bytes| Md5::digest(bytes).to_vec(), 64),
        "SHA" | "SHA1" => (|bytes| Sha1::digest(bytes).to_vec(), 64),
        "SHA224" => (|bytes| Sha224::digest(bytes).to_vec(), 64),
        "SHA256" => (|bytes| Sha256::digest(bytes).to_vec(), 64),
        "SHA384" => (|bytes| Sha384::digest(bytes).to_vec(), 128),
        "SHA512" => (|bytes| Sha512::digest(bytes).to_vec(), 128),
        _ => return None,
    })
}

/// The MD5 digest.
pub(super) fn md5(bytes: &[u8]) -> Vec<u8> {
    Md5::digest(bytes).to_vec()
}

/// A digest, or with a key a code that proves who made it.
struct Hasher {
    class: &'static str,
    name: Name,
    function: Function,
    key: Mutex<Vec<u8>>,
    bytes: Mutex<Vec<u8>>,
}

const DIGEST: &str = "java.security.MessageDigest";
const CODE: &str = "javax.crypto.Mac";

impl Hasher {
    fn finish(&self) -> Vec<u8> {
        let bytes = std::mem::take(&mut *self.bytes.lock());
        let (digest, block) = self.function;
        if self.class == DIGEST {
            return digest(&bytes);
        }
        let mut key = self.key.lock().clone();
        if key.len() > block {
            key = digest(&key);
        }
        key.resize(block, 0);
        let with = |pad: u8, rest: &[u8]| {
            let mut message: Vec<u8> = key.iter().map(|byte| byte ^ pad).collect();
            message.extend(rest);
            digest(&message)
        };
        with(0x5c, &with(0x36, &bytes))
    }
}

impl Native for Hasher {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// The key of a code.
struct Key(Vec<u8>);

impl Native for Key {
    fn class_name(&self) -> &'static str {
        "javax.crypto.spec.SecretKeySpec"
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

pub(super) const TYPE: Type = Type::new(DIGEST)
    .statics(&[method("getInstance", &[Param::Text], |cx, _, args| {
        let name = args.text(cx, 0)?;
        make(cx, DIGEST, &name, &name)
    })])
    .methods(&[
        method("update", &[Param::Any], update),
        method("digest", &[], finish),
        method("digest", &[Param::Any], finish),
        method("reset", &[], |_, this, _| {
            with(this, |hasher| hasher.bytes.lock().clear());
            Ok(Value::Null)
        }),
        method("getAlgorithm", &[], |_, this, _| {
            Ok(with(this, |hasher| Value::Str(Name::clone(&hasher.name))))
        }),
    ]);

pub(super) const MAC: Type = Type::new(CODE)
    .statics(&[method("getInstance", &[Param::Text], |cx, _, args| {
        let name = args.text(cx, 0)?;
        let function = name.strip_prefix("Hmac").unwrap_or_default().to_owned();
        make(cx, CODE, &name, &function)
    })])
    .methods(&[
        method("init", &[Param::Any], |_, this, args| {
            let key = args.get(0).downcast::<Key>().map(|key| key.0.clone());
            with(this, |hasher| *hasher.key.lock() = key.unwrap_or_default());
            Ok(Value::Null)
        }),
        method("update", &[Param::Any], update),
        method("doFinal", &[], finish),
        method("doFinal", &[Param::Any], finish),
    ]);

pub(super) const KEY: Type = Type::new("javax.crypto.spec.SecretKeySpec").constructors(&[method(
    "",
    &[Param::Any, Param::Text],
    |cx, _, args| Ok(Value::native(Key(of(cx, args.get(0))?))),
)]);

fn with<T: Default>(this: &Value, work: impl FnOnce(&Hasher) -> T) -> T {
    this.downcast::<Hasher>().map_or_else(T::default, work)
}

fn make(cx: &mut Cx, class: &'static str, name: &Name, function_name: &str) -> Eval<Value> {
    let Some(function) = function(function_name) else {
        let message = match class {
            DIGEST => format!("{name} MessageDigest not available"),
            _ => format!("Algorithm {name} not available"),
        };
        return Err(cx.throw("java.security.NoSuchAlgorithmException", message));
    };
    Ok(Value::native(Hasher {
        class,
        name: Name::clone(name),
        function,
        key: Mutex::default(),
        bytes: Mutex::default(),
    }))
}

fn update(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let more = match args.get(0) {
        number @ Value::Int(_) => super::bytes(std::slice::from_ref(number)),
        other => of(cx, other)?,
    };
    cx.charge(more.len())?;
    with(this, |hasher| hasher.bytes.lock().extend(more));
    Ok(Value::Null)
}

fn finish(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    if args.find(0).is_some() {
        update(cx, this, args)?;
    }
    Ok(with(this, |hasher| array(&hasher.finish())))
}
