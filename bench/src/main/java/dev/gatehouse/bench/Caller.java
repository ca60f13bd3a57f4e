package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An application with one connection to a provider. */
final class Caller implements AutoCloseable {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Provider provider;
    private final Target.Person person;
    private final HttpConnection connection;
    private @Nullable Browser browser;
    private @Nullable String refreshToken;
    private @Nullable HttpConnection api;

    Caller(Provider provider, int number) {
        var people = provider.target().people();
        this.provider = provider;
        this.person = people.isEmpty() ? new Target.Person("", "") : people.get(number % people.size());
        this.connection = new HttpConnection(provider.endpoint("token_endpoint"));
    }

    /** What failed, as the provider said it. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1;

        private final int status;

        Refused(int status, String text) {
            super("status " + status + " " + text);
            this.status = status;
        }

        int status() {
            return status;
        }

        /** Where it was thrown tells nothing, and a server that refuses a lot would be measured with that cost. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Client credentials (RFC 6749, section 4.4). */
    String machineToken() throws IOException {
        var client = provider.target().machine();
        var form = new TreeMap<>(Map.of("grant_type", "client_credentials"));
        if (!client.scope().isEmpty()) {
            form.put("scope", client.scope());
        }
        return member(post("token_endpoint", form, client).text(), "access_token");
    }

    /** Signs in with the password, so that later authorization requests find a session. */
    void signIn() throws IOException {
        if (provider.target().people().isEmpty()) {
            throw new Problem(
                    "Nobody is named who could sign in at " + provider.target().name() + ".");
        }
        browser = new Browser(connection, provider.endpoint("authorization_endpoint"));
        codeFlow(true);
    }

    /** Goes on in the session of another one, over the own connection. */
    void join(Caller other) {
        if (other.browser != null) {
            browser = other.browser.over(connection);
        }
    }

    /** An authorization code with PKCE and its redemption (RFC 7636); returns the access token. */
    String codeFlow() throws IOException {
        return codeFlow(false);
    }

    private String codeFlow(boolean signingIn) throws IOException {
        var client = provider.target().app();
        var verifier = random();
        var path = path("authorization_endpoint") + "?"
                + Browser.encoded(new TreeMap<>(Map.of(
                        "response_type", "code",
                        "client_id", client.id(),
                        "redirect_uri", client.redirectUri(),
                        "scope", client.scope(),
                        "state", random(),
                        "nonce", random(),
                        "code_challenge", challenge(verifier),
                        "code_challenge_method", "S256")));
        var visitor = browser;
        if (visitor == null) {
            throw new Problem("Nobody is signed in.");
        }
        var back = signingIn ? visitor.openAndSignIn(path, client.redirectUri(), person) : visitor.open(path);
        var form = new TreeMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                parameter(back, "code"),
                "redirect_uri",
                client.redirectUri(),
                "code_verifier",
                verifier));
        return remember(post("token_endpoint", form, client));
    }

    /** Refreshes with what came last; the provider must rotate (RFC 9700, section 4.14). */
    String refresh() throws IOException {
        var last = refreshToken;
        if (last == null) {
            throw new IOException("There is no refresh token");
        }
        var token = remember(post(
                "token_endpoint",
                new TreeMap<>(Map.of("grant_type", "refresh_token", "refresh_token", last)),
                provider.target().app()));
        if (last.equals(refreshToken)) {
            throw new IOException("The refresh token was not rotated");
        }
        return token;
    }

    private String remember(HttpConnection.Answer answer) throws IOException {
        var text = answer.text();
        if (text.contains("\"refresh_token\"")) {
            refreshToken = member(text, "refresh_token");
        }
        return member(text, "access_token");
    }

    /** Asks about a token (RFC 7662); fails if it is not active. */
    void introspect(String token) throws IOException {
        var answer = post(
                "introspection_endpoint",
                new TreeMap<>(Map.of("token", token)),
                provider.target().machine());
        if (!answer.text().replace(" ", "").contains("\"active\":true")) {
            throw new IOException("The token is not active");
        }
    }

    /** Reads a document or an API, with a token or without. */
    void read(String path, @Nullable String token) throws IOException {
        checked(token == null ? connection.get(path) : connection.get(path, "Authorization: Bearer " + token));
    }

    /** Reads from the API that takes the provider's tokens. */
    void callApi(String token) throws IOException {
        var there = provider.target().api();
        if (there == null) {
            throw new Problem(
                    "No API is named that takes tokens of " + provider.target().name() + ".");
        }
        var open = api;
        if (open == null) {
            open = new HttpConnection(there.address());
            api = open;
        }
        checked(open.get(there.address().getRawPath(), "Authorization: Bearer " + token));
    }

    private HttpConnection.Answer post(String endpoint, Map<String, String> form, Target.Client client)
            throws IOException {
        var credentials = Browser.encode(client.id()) + ":" + Browser.encode(client.secret());
        return checked(connection.post(
                path(endpoint),
                Browser.encoded(form),
                "Authorization: Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))));
    }

    private static HttpConnection.Answer checked(HttpConnection.Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new Refused(answer.status(), answer.text());
        }
        return answer;
    }

    String path(String endpoint) {
        return provider.endpoint(endpoint).getRawPath();
    }

    /** Reads a member whose value needs no unescaping, as tokens do not; a JSON parser would be half of the work. */
    private static String member(String json, String name) throws IOException {
        int at = json.indexOf('"' + name + '"');
        int begin = at < 0 ? -1 : json.indexOf('"', json.indexOf(':', at)) + 1;
        if (begin <= 0) {
            throw new IOException("The answer has no " + name);
        }
        return json.substring(begin, json.indexOf('"', begin));
    }

    private static String parameter(URI address, String name) throws IOException {
        for (var pair : String.valueOf(address.getRawQuery()).split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new IOException("The provider sent no " + name + ": " + address);
    }

    private static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return BASE64.encodeToString(digest);
        } catch (NoSuchAlgorithmException cause) {
            throw new IllegalStateException("This JDK has no SHA-256", cause);
        }
    }

    /** Returns how often a server has ended a connection of this while nothing was asked. */
    int endings() {
        return connection.endings() + (api == null ? 0 : api.endings());
    }

    @Override
    public void close() {
        connection.close();
        if (api != null) {
            api.close();
        }
    }
}
