package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Client libraries that people use, as they come from the public registries; {@code ./test} installs them. */
class RealClientTests {

    private static final Path SCRIPTS = RunningSystem.PROJECT.resolve("e2e/src/test/javascript");
    private static final JsonMapper JSON = new JsonMapper();

    @BeforeAll
    static void haveLibraries() {
        var sentence = "THE JAVASCRIPT CLIENTS ARE NOT INSTALLED, AND LEFT OUT. ./test installs them with Node.js 20.";
        if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
            System.out.println("\n" + sentence + "\n");
            Assumptions.abort(sentence);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid-client", "oauth4webapi", "mcp"})
    void libraryDoesAllThatItCan(String script) throws Exception {
        var log = RunningSystem.PROJECT.resolve("e2e/target/" + script + ".log");
        var command = new ProcessBuilder("node", script + ".mjs")
                .directory(SCRIPTS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        var account = RunningSystem.facts().accounts().getFirst();
        command.environment()
                .put(
                        "GATEHOUSE_SYSTEM",
                        JSON.writeValueAsString(Map.of(
                                "issuer",
                                RunningSystem.facts().issuer(),
                                "api",
                                RunningSystem.facts().resourceServer(),
                                "username",
                                account.username(),
                                "password",
                                account.password())));
        var process = command.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).contains("seen: ");
    }

    @Test
    void singlePageAppSignsInRefreshesAndSignsOut() throws Exception {
        var app = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        app.createContext("/", RealClientTests::serve);
        app.start();
        var home = "http://127.0.0.1:" + app.getAddress().getPort() + "/";
        var clientId = RegisteredApp.singlePage(home);
        try (var browser = Browser.start()) {
            var page = browser.get().newPage();
            page.navigate(home);
            page.evaluate(
                    "settings => { begin(settings) }",
                    Map.of(
                            "authority",
                            RunningSystem.facts().issuer(),
                            "client_id",
                            clientId,
                            "redirect_uri",
                            home,
                            "post_logout_redirect_uri",
                            home + "?goodbye",
                            "scope",
                            "openid profile notes.read",
                            "loadUserInfo",
                            true));
            var account = RunningSystem.facts().accounts().getFirst();
            page.getByLabel("User name").fill(account.username());
            page.getByLabel("Password").fill(account.password());
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow"))
                    .click();
            page.waitForFunction(
                    "document.getElementById('state').textContent === 'signed in as " + account.username() + "'");

            var refreshed = page.evaluate("""
                    async () => {
                        const before = (await manager.getUser()).access_token;
                        return (await manager.signinSilent()).access_token !== before;
                    }""");
            assertThat(refreshed).isEqualTo(true);
            page.evaluate("() => { manager.signoutRedirect() }");
            page.waitForFunction("document.getElementById('state')?.textContent === 'signed out'");
        } finally {
            app.stop(0);
        }
    }

    private static void serve(HttpExchange exchange) throws IOException {
        var script = exchange.getRequestURI().getPath().endsWith(".js");
        var file = script ? "node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js" : "oidc-client-ts.html";
        var body = Files.readAllBytes(SCRIPTS.resolve(file));
        exchange.getResponseHeaders().set("Content-Type", script ? "text/javascript" : "text/html");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
