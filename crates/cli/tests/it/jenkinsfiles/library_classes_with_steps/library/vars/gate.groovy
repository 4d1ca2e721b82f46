def call(Map args, Closure<Integer> count) {
    def issues = count()
    if (issues > (args.max ?: 0)) {
        error("quality gate: ${issues} issues")
    }
}
