package dev.gatehouse.auth.grant.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8693. */
@AuthServerTest
class TokenExchangeTests {

    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Parties parties;

    @Autowired
    private JwtEncoder encoder;

    private ThirdPartyApp service;
    private ThirdPartyApp.Answer person;

    @BeforeEach
    void signIn() {
        service = parties.app("service", Parties.SECRET, "notes.read");
        person = parties.confidential().signIn(Parties.ADA, Parties.ADA_PASSWORD);
    }

    private ThirdPartyApp.Answer exchange(ThirdPartyApp who, String token, Map<String, String> further) {
        var form = new HashMap<>(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                token,
                "subject_token_type",
                ACCESS_TOKEN));
        form.putAll(further);
        return who.token(form);
    }

    /** RFC 6749, section 3.2: as if they were left out. */
    @Test
    void parametersWithoutAValueMeanNothing() {
        for (var name : List.of("audience", "actor_token", "scope", "requested_token_type")) {
            assertThat(exchange(service, person.text("access_token"), Map.of(name, ""))
                            .status())
                    .as(name)
                    .isEqualTo(200);
        }
    }

    @Test
    void exchangedTokenIsForTheNextServiceAndSaysWhoActs() {
        var before = ThirdPartyApp.claims(person.text("access_token"));
        var answer = exchange(service, person.text("access_token"), Map.of("audience", "https://one.example.org/"));
        assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN);
        assertThat(answer.json().has("refresh_token")).isFalse();

        var claims = ThirdPartyApp.claims(answer.text("access_token"));
        assertThat(claims.get("sub")).isEqualTo(before.get("sub"));
        assertThat(claims.get("aud").asString()).isEqualTo("https://one.example.org/");
        assertThat(claims.get("scope").asString()).isEqualTo("notes.read");
        assertThat(claims.get("client_id").asString()).isEqualTo("service");
        assertThat(claims.get("act").get("sub").asString()).isEqualTo("service");
        assertThat(claims.get("auth_time")).isEqualTo(before.get("auth_time"));
        assertThat(claims.get("status")).isEqualTo(before.get("status"));
        assertThat(claims.get("exp").asLong())
                .isLessThanOrEqualTo(before.get("exp").asLong());
    }

    /** Our own clock wrote when it ends; nothing is allowed for others. */
    @Test
    void aTokenThatHasJustExpiredIsGoodForNothing() {
        var claims = new HashMap<String, Object>();
        ThirdPartyApp.claims(person.text("access_token"))
                .properties()
                .forEach(claim -> claims.put(claim.getKey(), JSON.convertValue(claim.getValue(), Object.class)));
        var now = Instant.now();
        claims.put("iat", now.minusSeconds(60));
        claims.put("exp", now.minusSeconds(2));
        var expired = encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(SignatureAlgorithm.ES256).type("at+jwt").build(),
                        JwtClaimsSet.builder().claims(all -> all.putAll(claims)).build()))
                .getTokenValue();

        assertThat(exchange(service, expired, Map.of()).text("error")).isEqualTo("invalid_request");
        assertThat(parties.confidential()
                        .post("introspection_endpoint", Map.of("token", expired))
                        .json()
                        .get("active")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void actorTokenIsWhoActsAndEarlierActorsStay() {
        var actor = service.clientCredentials().text("access_token");
        var once = exchange(
                service, person.text("access_token"), Map.of("actor_token", actor, "actor_token_type", ACCESS_TOKEN));
        var twice = exchange(service, once.text("access_token"), Map.of());

        var act = ThirdPartyApp.claims(twice.text("access_token")).get("act");
        assertThat(act.get("sub").asString()).isEqualTo("service");
        assertThat(act.get("act").get("sub").asString()).isEqualTo("service");
    }

    @Test
    void whoMayImpersonateIsNotNamed() {
        var speaker = parties.app("speaker", Parties.SECRET, "notes.read");
        var answer = exchange(speaker, person.text("access_token"), Map.of("scope", "notes.read"));

        assertThat(ThirdPartyApp.claims(answer.text("access_token")).has("act")).isFalse();
    }

    @Test
    void exchangeIsRefusedForWhatIsNotTheClients() {
        var token = person.text("access_token");
        assertThat(exchange(service, token, Map.of("audience", "https://two.example.org/api"))
                        .text("error"))
                .isEqualTo("invalid_target");
        assertThat(exchange(service, token, Map.of("scope", "email")).text("error"))
                .isEqualTo("invalid_scope");
        assertThat(exchange(service, "garbage", Map.of()).text("error")).isEqualTo("invalid_request");
        assertThat(exchange(service, person.text("id_token"), Map.of()).text("error"))
                .isEqualTo("invalid_request");
        assertThat(exchange(service, person.text("refresh_token"), Map.of()).text("error"))
                .isEqualTo("invalid_request");
        assertThat(exchange(
                                service,
                                token,
                                Map.of("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"))
                        .text("error"))
                .isEqualTo("invalid_request");
        assertThat(exchange(service, token, Map.of("actor_token", "x")).text("error"))
                .isEqualTo("invalid_request");
        assertThat(exchange(
                                service,
                                token,
                                Map.of("actor_token", "x", "actor_token_type", "urn:ietf:params:oauth:token-type:jwt"))
                        .text("error"))
                .isEqualTo("invalid_request");
        var unknownType = exchange(service, token, Map.of("subject_token_type", "urn:example:token"));
        assertThat(unknownType.text("error")).isEqualTo("invalid_request");
        assertThat(unknownType.text("error_description"))
                .isEqualTo("The type of a token is not one of those that are taken.");
        // Not made for the speaker, nor issued to a client whose tokens it may trade.
        var foreign = parties.publicApp().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(exchange(parties.app("speaker", Parties.SECRET, ""), foreign.text("access_token"), Map.of())
                        .text("error"))
                .isEqualTo("invalid_request");
        assertThat(exchange(parties.machine(), token, Map.of()).text("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void exchangedTokenEndsWithTheFirst() {
        var exchanged = exchange(service, person.text("access_token"), Map.of()).text("access_token");
        parties.confidential().post("revocation_endpoint", Map.of("token", person.text("refresh_token")));

        assertThat(exchange(service, person.text("access_token"), Map.of()).text("error"))
                .isEqualTo("invalid_request");
        assertThat(service.post("introspection_endpoint", Map.of("token", exchanged))
                        .json()
                        .get("active")
                        .asBoolean())
                .isFalse();
    }

    /** RFC 7009, section 2.2.1: with the traded token, the other client's would end. */
    @Test
    void aTradedTokenIsNotRevokedByItself() {
        var traded = exchange(service, person.text("access_token"), Map.of()).text("access_token");

        assertThat(service.post("revocation_endpoint", Map.of("token", traded)).text("error"))
                .isEqualTo("unsupported_token_type");
        assertThat(parties.confidential().userInfo(person.text("access_token")).status())
                .isEqualTo(200);
    }

    @Test
    void whatThePersonToldOneClientIsNotToldToWhoTradesTheToken() {
        var app = parties.confidential();
        var flow = app.begin(Map.of("claims", "{\"userinfo\":{\"name\":null}}"));
        var tokens = app.redeem(app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
        var speaker = parties.app("speaker", Parties.SECRET, "openid");
        var traded = exchange(speaker, tokens.text("access_token"), Map.of("scope", "openid"));

        assertThat(app.userInfo(tokens.text("access_token")).json().has("name")).isTrue();
        var told = speaker.userInfo(traded.text("access_token"));
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.json().has("name")).isFalse();
    }
}
