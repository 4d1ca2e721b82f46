package com.acme.ci

class Names {
    static String serviceName(String s) { s.toLowerCase().replaceAll(/[^a-z0-9]+/, '-') }
}
