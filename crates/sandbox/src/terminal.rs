//! Gives the terminal of this process to another one, for a person who looks into a job.

use std::io;
use std::path::Path;
use std::process::Command;

/// Runs a program on this process's own terminal until it ends, with `env` added to this process's
/// environment. It is the person's own: no sandbox, no group, no time limit.
///
/// # Errors
///
/// Where the program can't be started. How it ended says nothing.
pub fn lend_terminal(argv: &[String], cwd: &Path, env: &[(String, String)]) -> io::Result<()> {
    let (program, arguments) = argv
        .split_first()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    #[expect(clippy::disallowed_methods, reason = "a person's shell starts here")]
    let mut command = Command::new(program);
    let env = env.iter().map(|(name, value)| (name, value));
    command
        .args(arguments)
        .current_dir(cwd)
        .envs(env)
        .status()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_folder_and_environment() {
        let folder = tempfile::tempdir().unwrap();
        let env = [("NAME".to_owned(), "value".to_owned())];
        let argv = ["sh", "-c", "echo $NAME > file"].map(str::to_owned);
        lend_terminal(&argv, folder.path(), &env).unwrap();
        let written = std::fs::read_to_string(folder.path().join("file")).unwrap();
        assert_eq!(written, "value\n");
        assert!(lend_terminal(&[], folder.path(), &[]).is_err());
    }
}
