package dev.gatehouse.auth;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Counts what requests send to the database; what the server does by itself in the background is left out. */
@TestConfiguration(proxyBeanMethods = false)
public class SqlCount {

    private static final String REQUEST_THREAD = "tomcat-handler";

    private final List<String> statements = new CopyOnWriteArrayList<>();

    /** Returns the statements, commits included, since the last call. */
    public List<String> taken() {
        var taken = List.copyOf(statements);
        statements.clear();
        return taken;
    }

    @Bean
    static BeanPostProcessor countingDataSource(ObjectProvider<SqlCount> count) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source ? counting(source, count) : bean;
            }
        };
    }

    private static DataSource counting(DataSource source, ObjectProvider<SqlCount> count) {
        return proxy(
                DataSource.class,
                source,
                (method, arguments, result) ->
                        result instanceof Connection connection ? connection(connection, count.getObject()) : result);
    }

    private static Connection connection(Connection connection, SqlCount count) {
        return proxy(Connection.class, connection, (method, arguments, result) -> {
            if (method.equals("commit") || method.equals("rollback")) {
                count.note(method);
            }
            return switch (result) {
                case PreparedStatement prepared ->
                    statement(PreparedStatement.class, prepared, (String) arguments[0], count);
                case Statement plain -> statement(Statement.class, plain, "", count);
                case null, default -> result;
            };
        });
    }

    private static <T extends Statement> T statement(Class<T> type, T statement, String sql, SqlCount count) {
        return proxy(type, statement, (method, arguments, result) -> {
            if (method.startsWith("execute")) {
                count.note(sql.isEmpty() ? (String) arguments[0] : sql);
            }
            return result;
        });
    }

    private void note(String what) {
        if (Thread.currentThread().getName().startsWith(REQUEST_THREAD)) {
            statements.add(what.strip().replaceAll("\\s+", " "));
        }
    }

    @FunctionalInterface
    private interface After {
        Object called(String method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    try {
                        return after.called(method.getName(), arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
