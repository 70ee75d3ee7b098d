// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonmodel.h"

#include "json/pointer.h"

namespace authscope::ui {

namespace {

/// Which child of `value` the token names.
std::optional<quint32> childOf(const json::Value &value, const QByteArray &token)
{
    if (const json::Object *object = value.if_object()) {
        const auto found = object->find(json::view(token));
        return found == object->end() ? std::nullopt : std::optional(quint32(found - object->begin()));
    }
    const json::Array *array = value.if_array();
    bool isNumber = false;
    const uint index = token.toUInt(&isNumber);
    // No signs, no leading zeros: RFC 6901 §4.
    if (!array || !isNumber || QByteArray::number(index) != token || index >= array->size())
        return std::nullopt;
    return index;
}

const json::Value *childAt(const json::Value &value, quint32 at)
{
    if (value.is_object() && at < value.get_object().size())
        return &(value.get_object().begin() + at)->value();
    return value.is_array() && at < value.get_array().size() ? &value.get_array()[at] : nullptr;
}

struct Way {
    JsonPath path;
    bool isWhole = false;
};

Way follow(const json::Value &root, QByteArrayView pointer)
{
    const QByteArray text = pointer.startsWith('#')
        ? QByteArray::fromPercentEncoding(pointer.sliced(1).toByteArray())
        : pointer.toByteArray();
    Way way;
    if (text.isEmpty()) {
        way.isWhole = true;
        return way;
    }
    if (!text.startsWith('/'))
        return way;
    const json::Value *at = &root;
    for (const QByteArray &token : text.sliced(1).split('/')) {
        const auto child = childOf(*at, json::stepName(token));
        if (!child)
            return way;
        way.path += *child;
        at = childAt(*at, *child);
    }
    way.isWhole = true;
    return way;
}

} // namespace

std::optional<JsonPath> resolvePointer(const json::Value &root, QByteArrayView pointer)
{
    const Way way = follow(root, pointer);
    return way.isWhole ? std::optional(way.path) : std::nullopt;
}

JsonPath nearestPath(const json::Value &root, QByteArrayView pointer)
{
    return follow(root, pointer).path;
}

const json::Value *valueAtPath(const json::Value &root, const JsonPath &path)
{
    const json::Value *at = &root;
    for (const quint32 child : path) {
        at = childAt(*at, child);
        if (!at)
            return nullptr;
    }
    return at;
}

QByteArray pointerOfPath(const json::Value &root, const JsonPath &path)
{
    QByteArray pointer;
    const json::Value *at = &root;
    for (const quint32 child : path) {
        pointer += at->is_object() ? json::pointerStep((at->get_object().begin() + child)->key())
                                   : '/' + QByteArray::number(child);
        at = childAt(*at, child);
    }
    return pointer;
}

} // namespace authscope::ui
