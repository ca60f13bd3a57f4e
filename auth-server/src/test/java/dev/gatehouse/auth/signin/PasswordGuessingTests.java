package dev.gatehouse.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Somebody tries passwords. */
@AuthServerTest
class PasswordGuessingTests {

    private static final int TOO_MANY = 5;
    private static final int TOO_MANY_FROM_ONE_ADDRESS = 30;

    @Autowired
    private Parties parties;

    @Autowired
    private WrongPasswords wrong;

    @Autowired
    private KnownBrowser known;

    @Autowired
    private JdbcClient jdbc;

    @AfterEach
    void forget() {
        jdbc.sql("delete from wrong_password").update();
    }

    @Test
    void afterTooManyWrongPasswordsNotEvenTheRightOneIsTaken() {
        var thief = new HttpBrowser();
        for (int guess = 0; guess < TOO_MANY; guess++) {
            assertThat(signIn(thief, Parties.ADA, "guess-" + guess)).isEqualTo("/login?error");
        }
        assertThat(signIn(thief, "Ada", Parties.ADA_PASSWORD)).isEqualTo("/login?guessing");
        assertThat(thief.get(URI.create(parties.issuer() + "/login?guessing")).body())
                .contains("Too many wrong passwords", "15 minutes");

        jdbc.sql("update wrong_password set expires_at = now()").update();
        assertThat(signIn(thief, Parties.ADA, Parties.ADA_PASSWORD)).isEqualTo("/");
    }

    /** Nothing tells names that exist from others. */
    @Test
    void namesThatNobodyHasAreRefusedAlike() {
        var thief = new HttpBrowser();
        for (int guess = 0; guess < TOO_MANY; guess++) {
            assertThat(signIn(thief, "nobody", "guess-" + guess)).isEqualTo("/login?error");
        }
        assertThat(signIn(thief, "nobody", "another")).isEqualTo("/login?guessing");
    }

    @Test
    void aStrangerDoesNotKeepOutWhoHasSignedInHereBefore() {
        var ada = new HttpBrowser();
        assertThat(signIn(ada, Parties.ADA, Parties.ADA_PASSWORD)).isEqualTo("/");
        var thief = new HttpBrowser();
        for (int guess = 0; guess <= TOO_MANY; guess++) {
            signIn(thief, Parties.ADA, "guess-" + guess);
        }
        assertThat(signIn(thief, Parties.ADA, Parties.ADA_PASSWORD)).isEqualTo("/login?guessing");
        assertThat(signIn(ada, Parties.ADA, Parties.ADA_PASSWORD)).isEqualTo("/");
        assertThat(signIn(thief, Parties.ADA, Parties.ADA_PASSWORD)).isEqualTo("/login?guessing");

        for (int guess = 0; guess < TOO_MANY; guess++) {
            assertThat(signIn(ada, Parties.ADA, "mistyped-" + guess)).isEqualTo("/login?error");
        }
        assertThat(signIn(ada, Parties.ADA, Parties.ADA_PASSWORD)).isEqualTo("/login?guessing");
    }

    @Test
    void manyAtOnceAreNoMoreHelpThanOneAfterTheOther() throws Exception {
        try (var thieves = Executors.newVirtualThreadPerTaskExecutor()) {
            var guesses = new ArrayList<Callable<String>>();
            for (int guess = 0; guess < 4 * TOO_MANY; guess++) {
                var password = "guess-" + guess;
                guesses.add(() -> signIn(new HttpBrowser(), Parties.ADA, password));
            }
            int looked = 0;
            for (var answer : thieves.invokeAll(guesses)) {
                assertThat(answer.get()).isIn("/login?error", "/login?guessing");
                looked += answer.get().equals("/login?error") ? 1 : 0;
            }
            assertThat(looked).isEqualTo(TOO_MANY);
        }
    }

    @Test
    void manyNamesFromOneAddressAreNoWayRoundIt() {
        for (int guess = 0; guess < TOO_MANY_FROM_ONE_ADDRESS; guess++) {
            wrong.add("name-" + guess, from("2001:db8:1:2::" + guess));
        }
        assertThat(wrong.areTooMany("ada", from("2001:db8:1:2:ffff::1"))).isTrue();
        assertThat(wrong.areTooMany("ada", from("2001:db8:1:3::1"))).isFalse();
        assertThat(wrong.areTooMany("ada", from("192.0.2.1"))).isFalse();

        var known = new SignInDetails(from("2001:db8:1:2:ffff::1").web(), "known");
        assertThat(wrong.areTooMany("ada", known)).isFalse();
    }

    @Test
    void anotherPortIsNoOtherAddress() {
        for (int guess = 0; guess < TOO_MANY_FROM_ONE_ADDRESS; guess++) {
            wrong.add("name-" + guess, from("192.0.2.1:" + (2000 + guess)));
            wrong.add("name-" + guess, from("[2001:db8:1:2::1]:" + (2000 + guess)));
        }
        assertThat(wrong.areTooMany("ada", from("192.0.2.1"))).isTrue();
        assertThat(wrong.areTooMany("ada", from("192.0.2.1:1"))).isTrue();
        assertThat(wrong.areTooMany("ada", from("2001:db8:1:2::2"))).isTrue();
        assertThat(wrong.areTooMany("ada", from("192.0.2.2:2000"))).isFalse();
        for (var odd : List.of("[", "]", "[]", ":", "[::1", "a:b:c", "unknown", "")) {
            assertThat(wrong.areTooMany("ada", from(odd))).isFalse();
        }
    }

    /** joann is not ann, wherever in a cookie her first two letters stand. */
    @Test
    void aCookieForOneNameIsNoneForAnother() {
        var response = new MockHttpServletResponse();
        known.remember("joann", new MockHttpServletRequest(), response);
        var made = response.getCookies()[0];
        assertThat(made.getPath()).isEqualTo("/login");
        assertThat(idFor("JoAnn", made.getName(), made.getValue())).isNotEmpty();
        assertThat(idFor("ann", made.getName(), made.getValue())).isEmpty();

        var other = new MockHttpServletResponse();
        known.remember("ann", new MockHttpServletRequest(), other);
        var name = other.getCookies()[0].getName();
        var id = made.getValue().substring(0, made.getValue().lastIndexOf('.'));
        var code = made.getValue().substring(id.length());
        for (var forged : List.of(id + code, id + " jo" + code, id + "jo" + code, id, code, ".", "", "..", "a.b.c")) {
            assertThat(idFor("ann", name, forged)).isEmpty();
        }
    }

    @Test
    void theRightPasswordEndsTheCount() {
        var ada = new HttpBrowser();
        for (int round = 0; round < 3; round++) {
            for (int guess = 1; guess < TOO_MANY; guess++) {
                assertThat(signIn(ada, Parties.ADA, "mistyped-" + guess)).isEqualTo("/login?error");
            }
            assertThat(signIn(ada, Parties.ADA, Parties.ADA_PASSWORD)).isEqualTo("/");
        }
    }

    private String idFor(String username, String cookie, String value) {
        var request = new MockHttpServletRequest();
        request.setCookies(new Cookie(cookie, value));
        return known.idFor(username, request);
    }

    private SignInDetails from(String address) {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        return SignInDetails.of(request, known);
    }

    private String signIn(HttpBrowser browser, String username, String password) {
        var page = browser.get(URI.create(parties.issuer() + "/login"));
        var answer = browser.submit(page, Map.of("username", username, "password", password));
        assertThat(answer.statusCode()).isEqualTo(303);
        var address = HttpBrowser.location(answer);
        return address.getQuery() == null ? address.getPath() : address.getPath() + "?" + address.getQuery();
    }
}
