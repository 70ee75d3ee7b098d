// SPDX-License-Identifier: GPL-3.0-or-later
// An MCP server on standard input and output that behaves as its tools are told to: tells its environment,
// asks back, prints what is no message, dies, never answers, leaves a process behind.
//   --modern     speaks 2026-07-28 instead of 2025-11-25
//   --stubborn   goes on when its input ends and when it is asked to end
//   --deaf       answers no ping
//   --fail       says why on standard error and exits at once
#include "json/json.h"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

#ifdef __unix__
#include <unistd.h>
#endif

using namespace authscope;

namespace {

bool isModern = false;
bool isStubborn = false;
bool isDeaf = false;
bool hasMoreTools = false;
json::Value waitingCall; // of ask_person

void say(const json::Object &message)
{
    std::cout << json::compact(message).constData() << '\n' << std::flush;
}

void result(const json::Value &id, json::Object value)
{
    if (isModern)
        value["resultType"] = "complete";
    say({ { "jsonrpc", "2.0" }, { "id", id }, { "result", std::move(value) } });
}

void error(const json::Value &id, int code, const char *text)
{
    say({ { "jsonrpc", "2.0" }, { "id", id },
        { "error", json::Object{ { "code", code }, { "message", text } } } });
}

void notify(const char *method, json::Object params = {})
{
    say({ { "jsonrpc", "2.0" }, { "method", method }, { "params", std::move(params) } });
}

void text(const json::Value &id, const std::string &words)
{
    json::Array content;
    content.push_back(json::Object{ { "type", "text" }, { "text", words } });
    result(id, { { "content", std::move(content) } });
}

json::Object listed(const char *name)
{
    return { { "name", name }, { "inputSchema", json::Object{ { "type", "object" } } },
        { "annotations", json::Object{ { "readOnlyHint", true } } } };
}

std::string argument(const json::Object &arguments, const char *name)
{
    const json::Value *value = arguments.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

[[noreturn]] void sleepForever()
{
    for (;;)
        ::pause();
}

void call(const json::Value &id, const std::string &tool, const json::Object &arguments)
{
    if (tool == "echo")
        return text(id, argument(arguments, "text"));
    if (tool == "environment") {
        const char *value = std::getenv(argument(arguments, "name").c_str());
        return text(id, value ? value : "(none)");
    }
    if (tool == "directory") {
        char path[4096] = {};
        return text(id, ::getcwd(path, sizeof path) ? path : "(none)");
    }
    if (tool == "process")
        return text(id, std::to_string(::getpid()));
    if (tool == "die") {
        std::cerr << "the disk of the server is full" << std::endl;
        std::_Exit(3);
    }
    if (tool == "crash")
        std::abort();
    if (tool == "hang")
        return; // goes on reading
    if (tool == "garbage") {
        std::cout << "Loading the model, please wait\n[1,2\n{\"jsonrpc\":\"1.0\"}\n\xff\xfe\n\n"
                  << std::flush;
        return text(id, "after the garbage");
    }
    if (tool == "endless_line") {
        const std::string block(1 << 20, 'x');
        std::cout << "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"";
        for (int i = 0; i < 3; ++i)
            std::cout << block;
        std::cout << "\"}\n" << std::flush;
        return;
    }
    if (tool == "flood_errors") {
        for (int i = 0; i < 20000; ++i)
            std::cerr << "debug: line " << i << " of a very talkative server\n";
        std::cerr << "the last line" << std::endl;
        return text(id, "said a lot");
    }
    if (tool == "leave_behind") {
        const pid_t child = ::fork();
        if (child == 0) {
            std::signal(SIGTERM, SIG_IGN);
            sleepForever();
        }
        return text(id, std::to_string(child));
    }
    if (tool == "more_tools") {
        hasMoreTools = true;
        notify("notifications/tools/list_changed");
        return text(id, "there are more");
    }
    if (tool == "ask_person") {
        waitingCall = id;
        json::Object schema{ { "type", "object" },
            { "properties", json::Object{ { "reason", json::Object{ { "type", "string" } } } } } };
        return say({ { "jsonrpc", "2.0" }, { "id", "question-1" }, { "method", "elicitation/create" },
            { "params", json::Object{ { "message", "Why?" }, { "requestedSchema", std::move(schema) } } } });
    }
    error(id, -32602, "This server has no such tool.");
}

void answer(const json::Object &message)
{
    const json::Value *id = message.if_contains("id");
    const std::string method = argument(message, "method");
    if (method.empty() && id && *id == json::Value("question-1"))
        return text(waitingCall, json::compact(message).toStdString());
    if (method == "notifications/cancelled") {
        std::cerr << "cancelled " << json::compact(message).constData() << std::endl;
        return;
    }
    if (!id)
        return;
    const json::Object *given = json::objectMember(message, "params");
    const json::Object params = given ? *given : json::Object();
    json::Object capabilities{ { "tools", json::Object{ { "listChanged", true } } } };
    json::Object info{ { "name", "stdio-server" }, { "version", "1" } };
    if (method == "server/discover" && isModern)
        return result(*id,
            { { "supportedVersions", json::Array{ "2026-07-28" } }, { "capabilities", capabilities },
                { "_meta", json::Object{ { "io.modelcontextprotocol/serverInfo", info } } }, { "ttlMs", 0 },
                { "cacheScope", "private" } });
    if (method == "initialize" && !isModern)
        return result(*id,
            { { "protocolVersion", "2025-11-25" }, { "capabilities", capabilities },
                { "serverInfo", info } });
    if (method == "ping" && !isModern) {
        if (!isDeaf)
            result(*id, {});
        return;
    }
    if (method == "tools/list") {
        json::Array tools;
        for (const char *name : { "echo", "environment", "directory", "process", "die", "crash", "hang",
                 "garbage", "endless_line", "flood_errors", "leave_behind", "more_tools", "ask_person" })
            tools.push_back(listed(name));
        if (hasMoreTools)
            tools.push_back(listed("one_more"));
        json::Object page{ { "tools", std::move(tools) } };
        if (isModern) {
            page["ttlMs"] = 0;
            page["cacheScope"] = "private";
        }
        return result(*id, std::move(page));
    }
    if (method == "tools/call") {
        const json::Object *arguments = json::objectMember(params, "arguments");
        return call(*id, argument(params, "name"), arguments ? *arguments : json::Object());
    }
    error(*id, -32601, "This server has no such method.");
}

} // namespace

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        isModern = isModern || word == "--modern";
        isStubborn = isStubborn || word == "--stubborn";
        isDeaf = isDeaf || word == "--deaf";
        if (word == "--fail") {
            std::cerr << "the configuration is missing" << std::endl;
            return 7;
        }
    }
    if (isStubborn)
        std::signal(SIGTERM, SIG_IGN);
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto message = json::parseObject(
            QByteArrayView(line.data(), qsizetype(line.size())), QStringLiteral("The message"));
        if (message)
            answer(*message);
    }
    if (isStubborn)
        sleepForever();
    return 0;
}
