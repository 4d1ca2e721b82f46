package com.acme.ci

class SemVer implements Serializable, Comparable<SemVer> {
    final int major, minor, patch

    SemVer(String text) {
        def parts = text.tokenize('.')*.toInteger()
        (major, minor, patch) = parts
    }

    private SemVer(int major, int minor, int patch) {
        this.major = major
        this.minor = minor
        this.patch = patch
    }

    SemVer bump(String part) {
        switch (part) {
            case 'major': return new SemVer(major + 1, 0, 0)
            case 'minor': return new SemVer(major, minor + 1, 0)
            default: return new SemVer(major, minor, patch + 1)
        }
    }

    @Override
    int compareTo(SemVer o) { major <=> o.major ?: minor <=> o.minor ?: patch <=> o.patch }

    @Override
    String toString() { "$major.$minor.$patch" }
}
