package dev.gatehouse.testsupport;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An application of somebody else, which knows nothing of the server but its discovery document: the protocol as RFC
 * 6749, RFC 7636 and OpenID Connect describe it, in plain HTTP.
 */
public final class ThirdPartyApp {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final JsonMapper JSON = new JsonMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JsonNode metadata;
    private final Registration registration;
    private final String node;
    private final @Nullable ProofKey key;
    private final @Nullable Credentials credentials;

    private ThirdPartyApp(
            JsonNode metadata,
            Registration registration,
            String node,
            @Nullable ProofKey key,
            @Nullable Credentials credentials) {
        this.metadata = metadata;
        this.registration = registration;
        this.node = node;
        this.key = key;
        this.credentials = credentials;
    }

    /** Proves who an application is, other than with a secret. */
    @FunctionalInterface
    public interface Credentials {

        /** Makes the fields of a form that do it. */
        Map<String, String> fields();
    }

    /** Makes proofs that an application holds a key (RFC 9449). */
    @FunctionalInterface
    public interface ProofKey {

        /**
         * Makes the value of a {@code DPoP} header.
         *
         * @param accessToken the token that goes along; absent at the token endpoint
         */
        String proof(String method, URI target, @Nullable String accessToken);
    }

    /**
     * What the application was given when it was registered.
     *
     * @param clientSecret absent for a public client
     */
    public record Registration(String clientId, @Nullable String clientSecret, String redirectUri, String scope) {}

    /** An answer of an endpoint. */
    public record Answer(int status, HttpResponse<String> response, JsonNode json) {

        /** Returns a text member, or fails if it is missing. */
        public String text(String member) {
            var value = json.get(member);
            if (value == null) {
                throw new AssertionError("No " + member + " in status " + status + ": " + json);
            }
            return value.asString();
        }
    }

    /** A flow under way: the address to open, and what must be remembered until the code comes back. */
    public record Flow(URI address, String state, String verifier, String nonce) {

        /** Returns the same flow with another address to open. */
        public Flow at(URI otherAddress) {
            return new Flow(otherAddress, state, verifier, nonce);
        }
    }

    /** Reads the discovery document of an issuer. */
    public static ThirdPartyApp discover(String issuer, Registration registration) {
        var answer = HttpBrowser.send(
                HTTP, HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration")));
        return new ThirdPartyApp(JSON.readTree(answer.body()), registration, issuer, null, null);
    }

    /** Returns the same application, led to one node of the issuer as a load balancer would. */
    public ThirdPartyApp through(String baseOfNode) {
        return new ThirdPartyApp(metadata, registration, baseOfNode, key, credentials);
    }

    /** Returns the same application, which binds its tokens to a key. */
    public ThirdPartyApp holding(ProofKey proofKey) {
        return new ThirdPartyApp(metadata, registration, node, proofKey, credentials);
    }

    /** Returns the same application, which proves who it is in another way. */
    public ThirdPartyApp proving(Credentials otherCredentials) {
        return new ThirdPartyApp(metadata, registration, node, key, otherCredentials);
    }

    /** Returns an address that the discovery document names. */
    public URI endpoint(String name) {
        var issuer = metadata.get("issuer").asString();
        return URI.create(node + metadata.get(name).asString().substring(issuer.length()));
    }

    /** Returns the values of a list that the discovery document has. */
    public List<String> discovered(String name) {
        return metadata.get(name).valueStream().map(JsonNode::asString).toList();
    }

    /** Begins a sign-in. */
    public Flow begin(Map<String, String> further) {
        var flow = new Flow(URI.create("/"), random(), random(), random());
        var address = endpoint("authorization_endpoint") + "?" + HttpBrowser.encode(parameters(flow, further));
        return flow.at(URI.create(address));
    }

    /** Begins a sign-in by sending the request ahead (RFC 9126). */
    public Flow push(Map<String, String> further) {
        var flow = new Flow(URI.create("/"), random(), random(), random());
        var pushed = post("pushed_authorization_request_endpoint", parameters(flow, further));
        return flow.at(withRequestUri(pushed.text("request_uri")));
    }

    /** Returns where a browser begins with a request that was sent ahead. */
    public URI withRequestUri(String requestUri) {
        return URI.create(endpoint("authorization_endpoint") + "?"
                + HttpBrowser.encode(Map.of("client_id", registration.clientId(), "request_uri", requestUri)));
    }

    /** Returns the parameters of a sign-in. */
    public Map<String, String> parameters(Flow flow, Map<String, String> further) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("response_type", "code");
        parameters.put("client_id", registration.clientId());
        parameters.put("redirect_uri", registration.redirectUri());
        parameters.put("scope", registration.scope());
        parameters.put("state", flow.state());
        parameters.put("nonce", flow.nonce());
        parameters.put("code_challenge", challenge(flow.verifier()));
        parameters.put("code_challenge_method", "S256");
        parameters.putAll(further);
        return parameters;
    }

    /** Lets a person sign in, and approve what is asked if a consent page comes; returns the code. */
    public String authorize(HttpBrowser browser, Flow flow, String username, String password) {
        var callback = queryOf(open(browser, flow, username, password));
        if (!flow.state().equals(callback.get("state"))) {
            throw new AssertionError("The state came back changed: " + callback);
        }
        if (!metadata.get("issuer").asString().equals(callback.get("iss"))) {
            throw new AssertionError("The response names another issuer: " + callback);
        }
        var code = callback.get("code");
        if (code == null) {
            throw new AssertionError("No code: " + callback);
        }
        return code;
    }

    /** Lets a person sign in and approve; returns the address by which the browser comes back. */
    public URI open(HttpBrowser browser, Flow flow, String username, String password) {
        return browser.followTo(answer(browser, flow, username, password), registration.redirectUri());
    }

    /** Lets a person sign in and approve; returns what the browser gets last. */
    public HttpResponse<String> answer(HttpBrowser browser, Flow flow, String username, String password) {
        var response = browser.get(flow.address());
        if (response.statusCode() / 100 == 3 && !leadsBack(response)) {
            response = browser.followToPage(response);
            response = browser.submit(response, Map.of("username", username, "password", password));
            response = followToConsentOrBack(browser, response);
        }
        return response.uri().getPath().equals("/consent")
                ? browser.submit(response, Map.of("approve", "true"))
                : response;
    }

    private HttpResponse<String> followToConsentOrBack(HttpBrowser browser, HttpResponse<String> response) {
        var current = response;
        for (int hop = 0; hop < 10 && current.statusCode() / 100 == 3 && !leadsBack(current); hop++) {
            current = browser.get(HttpBrowser.location(current));
        }
        return current;
    }

    private boolean leadsBack(HttpResponse<String> response) {
        return HttpBrowser.location(response).toString().startsWith(registration.redirectUri());
    }

    /** Signs a person in and returns the tokens. */
    public Answer signIn(String username, String password) {
        var flow = begin(Map.of());
        return redeem(authorize(new HttpBrowser(), flow, username, password), flow);
    }

    /** Trades a code for tokens. */
    public Answer redeem(String code, Flow flow) {
        return token(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                registration.redirectUri(),
                "code_verifier",
                flow.verifier()));
    }

    /** Trades a refresh token for new tokens. */
    public Answer refresh(String refreshToken) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    /** Gets a token for the application itself. */
    public Answer clientCredentials() {
        return token(Map.of("grant_type", "client_credentials", "scope", registration.scope()));
    }

    /** Sends a token request. */
    public Answer token(Map<String, String> form) {
        return post("token_endpoint", form);
    }

    /** Sends a form to an endpoint, as this client. */
    public Answer post(String endpoint, Map<String, String> form) {
        return post(endpoint, form, "*/*");
    }

    /** Sends a form to an endpoint, as this client, and says what kind of answer is wanted. */
    public Answer post(String endpoint, Map<String, String> form, String accept) {
        var fields = new LinkedHashMap<>(form);
        var request = HttpRequest.newBuilder(endpoint(endpoint))
                .header("Accept", accept)
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (key != null
                && (endpoint.equals("token_endpoint") || endpoint.equals("pushed_authorization_request_endpoint"))) {
            request.header("DPoP", key.proof("POST", endpoint(endpoint), null));
        }
        if (credentials != null) {
            fields.putAll(credentials.fields());
        } else if (registration.clientSecret() == null) {
            fields.put("client_id", registration.clientId());
        } else {
            request.header("Authorization", "Basic " + basic(registration.clientId(), registration.clientSecret()));
        }
        return answer(
                HttpBrowser.send(HTTP, request.POST(HttpRequest.BodyPublishers.ofString(HttpBrowser.encode(fields)))));
    }

    /** Asks who a token is about. */
    public Answer userInfo(String accessToken) {
        return get(endpoint("userinfo_endpoint"), accessToken);
    }

    /** Reads a resource with a token that is bound to this application's key. */
    public Answer getWithProof(URI address, String accessToken) {
        return answer(HttpBrowser.send(
                HTTP,
                HttpRequest.newBuilder(address)
                        .header("Authorization", "DPoP " + accessToken)
                        .header("DPoP", Objects.requireNonNull(key).proof("GET", address, accessToken))));
    }

    /** Reads a resource with an access token. */
    public static Answer get(URI address, String accessToken) {
        return answer(HttpBrowser.send(
                HTTP, HttpRequest.newBuilder(address).header("Authorization", "Bearer " + accessToken)));
    }

    /** Sends JSON to a resource with an access token. */
    public static Answer post(URI address, String accessToken, String json) {
        return answer(HttpBrowser.send(
                HTTP,
                HttpRequest.newBuilder(address)
                        .header("Authorization", "Bearer " + accessToken)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))));
    }

    /** Returns what a JWT says, without judging it. */
    public static JsonNode claims(String jwt) {
        return part(jwt, 1);
    }

    /** Returns the header of a JWT. */
    public static JsonNode header(String jwt) {
        return part(jwt, 0);
    }

    private static JsonNode part(String jwt, int index) {
        return JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.")[index]));
    }

    /** Returns the parameters of an address. */
    public static Map<String, String> queryOf(URI address) {
        return Arrays.stream(address.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static Answer answer(HttpResponse<String> response) {
        var body = response.body();
        return new Answer(
                response.statusCode(),
                response,
                body.startsWith("{") || body.startsWith("[") ? JSON.readTree(body) : JSON.createObjectNode());
    }

    private static String basic(String id, String secret) {
        var pair =
                URLEncoder.encode(id, StandardCharsets.UTF_8) + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
