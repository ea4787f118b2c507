//! Proves a program of RISC Zero as a prover of muster's exec contract
//! (docs/backends.md): the task's slice is the program's standard input, the
//! output is the seal as contracts take it, with its selector.
//!
//! The program's ELF file is named by the backend's parameter `elf`.

use std::{collections::HashMap, fs, process::exit};

use risc0_ethereum_contracts::encode_seal;
use risc0_zkvm::{compute_image_id, default_prover, ExecutorEnv, ProverOpts};
use serde::Deserialize;

#[derive(Deserialize)]
struct Task {
    contract: u32,
    parameters: HashMap<String, String>,
    public: String,
    slice: Option<String>,
    output: String,
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

    // A statement is a claim, which begins with the program's image id.
    let image = compute_image_id(&elf).unwrap_or_else(|e| fail(TRANSIENT, format!("image id: {e}")));
    if public.get(..32) != Some(image.as_bytes()) {
        fail(DETERMINISTIC, format!("the task is about another program than this backend's, 0x{image}"));
    }
    let mut env = ExecutorEnv::builder();
    if let Some(path) = &task.slice {
        env.write_slice(&fs::read(path).unwrap_or_else(|e| fail(DETERMINISTIC, format!("slice: {e}"))));
    }
    let env = env.build().unwrap_or_else(|e| fail(TRANSIENT, format!("environment: {e}")));

    progress(5, "proving");
    let receipt = default_prover()
        .prove_with_opts(env, &elf, &ProverOpts::groth16())
        .unwrap_or_else(|e| fail(TRANSIENT, format!("prove: {e}")))
        .receipt;
    let seal = encode_seal(&receipt).unwrap_or_else(|e| fail(TRANSIENT, format!("seal: {e}")));
    fs::write(&task.output, seal).unwrap_or_else(|e| fail(TRANSIENT, format!("output: {e}")));
}
