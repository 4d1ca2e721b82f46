package org.acme.builders

class BuilderFactory {
    private static final Map<String, Closure> KINDS = [
        maven: { s -> new MavenBuilder(s) },
        npm  : { s -> new NpmBuilder(s) },
    ].asImmutable()

    static Builder create(steps, String kind) {
        def make = KINDS[kind]
        if (make == null) throw new IllegalArgumentException("no builder for ${kind}; there are ${KINDS.keySet()}")
        return make(steps)
    }
}
