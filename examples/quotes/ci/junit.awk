# Makes a JUnit report of the output of `cargo test`.
/^test .* \.\.\. / {
  name = $2; result = $NF; total++
  cases = cases "  <testcase classname=\"quotes\" name=\"" name "\">"
  if (result == "FAILED") { failed++; cases = cases "<failure message=\"see the log\"/>" }
  if (result == "ignored") { cases = cases "<skipped/>" }
  cases = cases "</testcase>\n"
}
END {
  printf "<?xml version=\"1.0\"?>\n<testsuite name=\"quotes\" tests=\"%d\" failures=\"%d\">\n%s</testsuite>\n", total, failed, cases
}
