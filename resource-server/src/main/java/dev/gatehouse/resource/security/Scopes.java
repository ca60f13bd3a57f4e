package dev.gatehouse.resource.security;

/** What a token can allow here. */
final class Scopes {

    static final String READ = "notes.read";
    static final String WRITE = "notes.write";

    private Scopes() {}
}
