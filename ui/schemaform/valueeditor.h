// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/formmodel.h"
#include "ui/common/widgets.h"

#include <QSet>

namespace authscope::ui {

struct Problems;

/// What all places of one form share.
struct FormShare {
    int drawable = 0; ///< so many places may still be drawn without being asked for
    QSet<QByteArray> fileMembers = {}; ///< of the whole value: those that take a file
};

/// One place of a form.
struct FormPlace {
    schema::FormNode node;
    QString path = {}; ///< "owner/mail"; the control is called field_owner/mail
    int depth = 0;
    bool isItem = false; ///< of a list: it cannot be left out
    bool isFile = false;
    std::shared_ptr<FormShare> share = {};
    /// Of what is made for it: a tree that gets its parents one by one is polished at every step.
    QWidget *parent = nullptr;
};

/// What the place is called, for people; cleaned.
QString placeWords(const FormPlace &place);

/// The control for one place. What was set stays exactly that until somebody edits it.
class ValueEditor : public QWidget {
    Q_OBJECT

public:
    explicit ValueEditor(FormPlace place);

    const FormPlace &place() const { return m_place; }
    const schema::FormNode &node() const { return m_place.node; }
    /// Nothing when it is left out, or when what is typed cannot be a value at all.
    virtual std::optional<json::Value> value() const = 0;
    /// Never emits edited().
    virtual void setValue(const std::optional<json::Value> &value) = 0;
    /// Why what is typed cannot be sent at all; empty when it can.
    virtual QString obstacle() const { return {}; }
    /// What else is worth saying about what is typed; in nobody's way.
    virtual QString note() const { return {}; }
    virtual QWidget *control() const = 0;
    virtual void setPath(const QString &path);
    /// Shows what is wrong within, and adds what has no place to `left`. `all`: untouched places too.
    virtual void showProblems(const Problems *problems, bool all, QStringList &left);
    /// Of an object whose schema says nothing about other members: one of any name, all the same.
    virtual bool takesUnsaidMembers() const { return false; }
    virtual void addMember() { }
    virtual void collectObstacles(QStringList &obstacles) const;

Q_SIGNALS:
    void edited();
    void drawn(); ///< more of it than before; the value is the same

protected:
    void adopt(QWidget *control); ///< names it and puts it into this widget
    void nameControl(QWidget *control) const;

private:
    FormPlace m_place;
};

/// For texts, numbers and what is edited as JSON.
ValueEditor *makeLineEditor(const FormPlace &place);
ValueEditor *makeBlockEditor(const FormPlace &place);
ValueEditor *makeJsonEditor(const FormPlace &place);
ValueEditor *makeChoiceEditor(const FormPlace &place);
ValueEditor *makeCheckEditor(const FormPlace &place);
ValueEditor *makeSeveralEditor(const FormPlace &place);
ValueEditor *makeBase64Editor(const FormPlace &place);
ValueEditor *makeFileEditor(const FormPlace &place);

/// The control that fits the node.
ValueEditor *makeEditor(const FormPlace &place);

/// What stands in a place that somebody wants filled: never null where an object or a list may be.
json::Value openingValue(const schema::FormNode &node);

/// As a person would type it: texts without quotes, the rest as JSON.
QString asTyped(const json::Value &value);
/// The number a text says; nothing when it says none that can be kept.
std::optional<json::Value> typedNumber(const QString &text);
/// JSON to be edited: characters that are not seen are written as \uXXXX, which is the same value.
QString asJsonText(const json::Value &value);
/// What is edited as JSON may be larger than what arrives from a server in one go.
json::Limits editingLimits();

} // namespace authscope::ui
