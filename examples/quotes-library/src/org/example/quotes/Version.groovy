package org.example.quotes

/** The version in a Cargo.toml. */
class Version implements Serializable {
    final String text

    Version(String manifest) {
        def found = manifest =~ /(?m)^version = "(.+)"/
        this.text = found ? found[0][1] : 'unknown'
    }
}
