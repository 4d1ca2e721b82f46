import groovy.transform.Field

@Field int counter = 0

def team(String name) {
    counter++
    echo "team: ${name}"
}

String render(String template, Map values) {
    def text = libraryResource(template)
    values.each { k, v -> text = text.replace('${' + k + '}', v) }
    text.trim()
}
