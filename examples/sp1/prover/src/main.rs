//! Proves a program of SP1 as a prover of muster's exec contract
//! (docs/backends.md): the task's slice is the program's standard input, the
//! output is the proof as contracts take it, with its selector.
//!
//! The program's ELF file is named by the backend's parameter `elf`, the kind
//! of proof (groth16 or plonk) follows from the circuit's system.

use std::{collections::HashMap, fs, process::exit, sync::Arc};

use serde::Deserialize;
use sp1_sdk::{
    blocking::{ProveRequest, Prover, ProverClient, SP1Stdin},
    Elf, HashableKey, ProvingKey,
};

#[derive(Deserialize)]
struct Task {
    contract: u32,
    circuit: Circuit,
    parameters: HashMap<String, String>,
    public: String,
    slice: Option<String>,
    output: String,
}

#[derive(Deserialize)]
struct Circuit {
    system: String,
}

const TRANSIENT: i32 = 10;
const DETERMINISTIC: i32 = 12;

fn fail(status: i32, why: impl std::fmt::Display) -> ! {
    println!("{}", serde_json::json!({ "error": why.to_string() }));
    exit(status)
}

fn progress(percent: u32, message: &str) {
    println!("{}", serde_json::json!({ "progress": percent, "message": message }));
}

fn main() {
    let task: Task = fs::read("task.json")
        .map_err(|e| e.to_string())
        .and_then(|b| serde_json::from_slice(&b).map_err(|e| e.to_string()))
        .unwrap_or_else(|e| fail(DETERMINISTIC, format!("task.json: {e}")));
    if task.contract != 1 {
        fail(DETERMINISTIC, format!("contract {} is not known here", task.contract));
    }
    let elf = task.parameters.get("elf").unwrap_or_else(|| fail(DETERMINISTIC, "the backend needs the parameter elf"));
    let elf = fs::read(elf).unwrap_or_else(|e| fail(TRANSIENT, format!("{elf}: {e}")));
    let public = fs::read(&task.public).unwrap_or_else(|e| fail(DETERMINISTIC, format!("public: {e}")));
    let mut stdin = SP1Stdin::new();
    if let Some(path) = &task.slice {
        stdin.write_slice(&fs::read(path).unwrap_or_else(|e| fail(DETERMINISTIC, format!("slice: {e}"))));
    }

    progress(1, "setting up the program");
    let client = ProverClient::from_env(); // SP1_PROVER: cpu, cuda, network
    let key = client
        .setup(Elf::Dynamic(Arc::from(elf)))
        .unwrap_or_else(|e| fail(TRANSIENT, format!("set up: {e}")));
    // A statement is the program's key and the digest of its public values.
    let ours = key.verifying_key().bytes32();
    let asked = format!("0x{}", hex(&public[..public.len().min(32)]));
    if asked != ours {
        fail(DETERMINISTIC, format!("the task is about program {asked}, this backend has {ours}"));
    }

    progress(5, "proving");
    let request = client.prove(&key, stdin);
    let proof = match task.circuit.system.as_str() {
        "sp1-groth16" => request.groth16().run(),
        "sp1-plonk" => request.plonk().run(),
        other => fail(DETERMINISTIC, format!("no proofs of system {other} are made here")),
    }
    .unwrap_or_else(|e| fail(TRANSIENT, format!("prove: {e}")));
    fs::write(&task.output, proof.bytes()).unwrap_or_else(|e| fail(TRANSIENT, format!("output: {e}")));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
