// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "json/reader.h"
#include "json/shared.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <mutex>

using namespace Qt::StringLiterals;

namespace authscope::json {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

/// Large documents lie in blocks of their own: read faster, smaller, and given back together. A copy of a
/// part is made in the same blocks, in whatever thread: hence the lock.
class Blocks final : public boost::json::memory_resource {
protected:
    void *do_allocate(std::size_t bytes, std::size_t alignment) override
    {
        const std::lock_guard lock(m_mutex);
        return m_blocks.allocate(bytes, alignment);
    }
    void do_deallocate(void *, std::size_t, std::size_t) override { }
    bool do_is_equal(const boost::json::memory_resource &other) const noexcept override
    {
        return this == &other;
    }

private:
    std::mutex m_mutex;
    boost::json::monotonic_resource m_blocks{ 256 * 1024 };
};

/// Each container in a large document counts itself off its blocks: that walk is nothing for the window's
/// thread.
void letGoBeside(const Value *value)
{
    if (QCoreApplication::instance())
        QThreadPool::globalInstance()->start([value] { delete value; });
    else
        delete value;
}

bool isFinite(const Value &value)
{
    switch (value.kind()) {
    case boost::json::kind::double_:
        return std::isfinite(value.get_double());
    case boost::json::kind::array:
        return std::all_of(value.get_array().begin(), value.get_array().end(), isFinite);
    case boost::json::kind::object:
        return std::all_of(value.get_object().begin(), value.get_object().end(),
            [](const auto &member) { return isFinite(member.value()); });
    case boost::json::kind::null:
    case boost::json::kind::bool_:
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::string:
        return true;
    }
    return true;
}

/// 1e400 is JSON and is read as infinity; the library would write a word. What is written here is read as the
/// same again.
void compactInto(QByteArray &out, const Value &value)
{
    if (isFinite(value)) {
        out += bytes(boost::json::serialize(value));
    } else if (value.is_double()) {
        out += value.get_double() > 0 ? "1e999" : "-1e999";
    } else if (value.is_array()) {
        const char *separator = "[";
        for (const Value &element : value.get_array()) {
            out += std::exchange(separator, ",");
            compactInto(out, element);
        }
        out += ']';
    } else {
        const char *separator = "{";
        for (const auto &member : value.get_object()) {
            out += std::exchange(separator, ",") + bytes(boost::json::serialize(member.key())) + ':';
            compactInto(out, member.value());
        }
        out += '}';
    }
}

/// Writes for people; one serializer for all the pieces.
class PrettyWriter {
public:
    /// Counts first: what grows by and by takes twice its size while it does.
    QByteArray write(const Value &value)
    {
        add(value, 0);
        m_out.reserve(m_size);
        m_isCounting = false;
        add(value, 0);
        return std::move(m_out);
    }

private:
    void add(const Value &value, qsizetype depth)
    {
        if (const Object *object = value.if_object(); object && !object->empty()) {
            char before = '{';
            for (const auto &member : *object) {
                put({ &before, 1 });
                before = ',';
                indent(depth + 1);
                m_serializer.reset(boost::json::string_view(member.key()));
                addSerialized();
                put(": ");
                add(member.value(), depth + 1);
            }
            indent(depth);
            put("}");
        } else if (const Array *array = value.if_array(); array && !array->empty()) {
            char before = '[';
            for (const Value &element : *array) {
                put({ &before, 1 });
                before = ',';
                indent(depth + 1);
                add(element, depth + 1);
            }
            indent(depth);
            put("]");
        } else if (value.is_double()) {
            put(numberText(value));
        } else {
            m_serializer.reset(&value);
            addSerialized();
        }
    }

    void indent(qsizetype levels)
    {
        put("\n");
        m_size += 2 * levels;
        if (!m_isCounting)
            m_out.resize(m_out.size() + 2 * levels, ' ');
    }

    void addSerialized()
    {
        std::array<char, 4096> piece;
        while (!m_serializer.done()) {
            const auto text = m_serializer.read(piece.data(), piece.size());
            put({ text.data(), qsizetype(text.size()) });
        }
    }

    void put(QByteArrayView text)
    {
        m_size += text.size();
        if (!m_isCounting)
            m_out.append(text.data(), text.size());
    }

    QByteArray m_out;
    qsizetype m_size = 0;
    bool m_isCounting = true;
    boost::json::serializer m_serializer;
};

base::Result<Value> parseInto(
    boost::json::storage_ptr storage, QByteArrayView text, const QString &what, const Limits &limits)
{
    if (text.size() > limits.maxBytes)
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::tooLarge,
            .message
            = u"%1 is larger than %2 bytes; reading stopped there."_s.arg(what).arg(limits.maxBytes) });
    boost::json::parse_options options;
    options.max_depth = std::size_t(limits.maxDepth);
    boost::json::error_code code;
    boost::json::basic_parser<Reader> parser(options, limits.refuseDuplicates, std::move(storage));
    const std::size_t consumed = parser.write_some(false, text.data(), std::size_t(text.size()), code);
    if (!code && consumed < std::size_t(text.size()))
        code = boost::json::error::extra_data;
    if (code == boost::json::error::too_deep)
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::tooLarge,
            .message = u"%1 is nested deeper than %2 levels; reading stopped there."_s.arg(what).arg(
                limits.maxDepth) });
    if (code) {
        const QString start = base::cleaned(text, 60);
        const QString place = text.trimmed().isEmpty()
            ? u"it is empty"_s
            : u"%1 at byte %2; it starts with “%3”"_s.arg(QString::fromStdString(code.message()))
                  .arg(consumed)
                  .arg(start);
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::notJson,
            .message = u"%1 is not JSON (%2)."_s.arg(what, place),
            .rule = u"RFC 8259 §2"_s });
    }
    if (const auto &name = parser.handler().duplicate())
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::duplicateMember,
            .message = u"%1 names “%2” twice. Which one counts would be a guess, so it was not used."_s.arg(
                what, base::cleaned(bytes(*name))),
            .rule = u"RFC 8259 §4"_s });
    return parser.handler().release();
}

} // namespace

base::Result<Value> parse(QByteArrayView text, const QString &what, const Limits &limits)
{
    return parseInto({}, text, what, limits);
}

base::Result<Shared> parseShared(QByteArrayView text, const QString &what, const Limits &limits)
{
    constexpr qsizetype small = 64 * 1024; // blocks would be larger than it
    const bool isSmall = text.size() < small;
    auto value = parseInto(isSmall ? boost::json::storage_ptr() : boost::json::make_shared_resource<Blocks>(),
        text, what, limits);
    if (!value)
        return fail(std::move(value.error()));
    if (isSmall)
        return Shared(std::move(*value));
    return Shared(std::shared_ptr<const Value>(new Value(std::move(*value)), letGoBeside));
}

base::Result<Object> parseObject(QByteArrayView text, const QString &what, const Limits &limits)
{
    auto value = parse(text, what, limits);
    if (!value)
        return fail(std::move(value.error()));
    if (!value->is_object())
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::notJson,
            .message = u"%1 is %2, expected an object."_s.arg(what, typeName(*value)) });
    return std::move(value->get_object());
}

QByteArray beginningOf(const Value &value, qsizetype maxBytes)
{
    boost::json::serializer serializer;
    serializer.reset(&value);
    QByteArray out(maxBytes + 1, Qt::Uninitialized);
    out.truncate(qsizetype(serializer.read(out.data(), std::size_t(out.size())).size()));
    return out.size() <= maxBytes ? compact(value) : out.first(maxBytes);
}

QByteArray compact(const Value &value)
{
    QByteArray out;
    compactInto(out, value);
    return out;
}

QByteArray pretty(const Value &value)
{
    return PrettyWriter().write(value);
}

QByteArray numberText(const Value &value)
{
    if (!value.is_double() || !std::isfinite(value.get_double()))
        return compact(value);
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value.get_double()).ptr;
    QByteArray out(text.data(), end - text.data()); // the shortest that is read as the same again
    if (!out.contains('.') && !out.contains('e'))
        out += ".0"; // and not as an integer
    return out;
}

std::optional<QByteArray> stringMember(const Object &object, std::string_view name)
{
    const Value *value = object.if_contains(name);
    if (!value || !value->is_string())
        return std::nullopt;
    return bytes(value->get_string());
}

std::optional<bool> boolMember(const Object &object, std::string_view name)
{
    const Value *value = object.if_contains(name);
    if (!value || !value->is_bool())
        return std::nullopt;
    return value->get_bool();
}

std::optional<double> numberMember(const Object &object, std::string_view name)
{
    const Value *value = object.if_contains(name);
    if (!value || !value->is_number())
        return std::nullopt;
    const double number = value->to_number<double>();
    if (!std::isfinite(number)) // 1e400 is JSON, and no number we can work with
        return std::nullopt;
    return number;
}

const Object *objectMember(const Object &object, std::string_view name)
{
    const Value *value = object.if_contains(name);
    return value ? value->if_object() : nullptr;
}

const Array *arrayMember(const Object &object, std::string_view name)
{
    const Value *value = object.if_contains(name);
    return value ? value->if_array() : nullptr;
}

Array stringArray(const QList<QByteArray> &texts)
{
    Array out;
    for (const QByteArray &text : texts)
        out.emplace_back(string(text));
    return out;
}

std::optional<QList<QByteArray>> stringList(const Object &object, std::string_view name)
{
    const Array *array = arrayMember(object, name);
    if (!array)
        return std::nullopt;
    QList<QByteArray> out;
    for (const Value &element : *array) {
        if (!element.is_string())
            return std::nullopt;
        out.append(bytes(element.get_string()));
    }
    return out;
}

QString typeName(const Value &value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        return u"null"_s;
    case boost::json::kind::bool_:
        return u"true or false"_s;
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::double_:
        return u"a number"_s;
    case boost::json::kind::string:
        return u"a text"_s;
    case boost::json::kind::array:
        return u"a list"_s;
    case boost::json::kind::object:
        return u"an object"_s;
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace authscope::json
