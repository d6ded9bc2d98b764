Attribute VB_Name = "modMessages"
Option Explicit
Option Private Module

' Generated from workbook/messages.py, do not edit: python -m workbook.messages

Public Function TitleText() As String
    Dim text As String
    text = text & ChrW(&H516C&) & ChrW(&H5F00&) & ChrW(&H5E74&) & ChrW(&H62A5&)
    TitleText = text
End Function

Public Function AloneText() As String
    Dim text As String
    text = text & ChrW(&H540E&) & ChrW(&H53F0&) & ChrW(&H7A0B&) & ChrW(&H5E8F&) & ChrW(&H6CA1&) & ChrW(&H6709&) & ChrW(&H542F&) & ChrW(&H52A8&)
    text = text & ChrW(&HFF0C&) & ChrW(&H8FD9&) & ChrW(&H6B21&) & ChrW(&H5355&) & ChrW(&H72EC&) & ChrW(&H542F&) & ChrW(&H52A8&) & ChrW(&H7A0B&)
    text = text & ChrW(&H5E8F&) & ChrW(&H6765&) & ChrW(&H5B8C&) & ChrW(&H6210&) & ChrW(&HFF0C&) & ChrW(&H8981&) & ChrW(&H591A&) & ChrW(&H7B49&)
    text = text & ChrW(&H51E0&) & ChrW(&H79D2&) & ChrW(&H3002&) & ChrW(&H5982&) & ChrW(&H679C&) & ChrW(&H6BCF&) & ChrW(&H6B21&) & ChrW(&H90FD&)
    text = text & ChrW(&H8FD9&) & ChrW(&H6837&) & ChrW(&HFF0C&) & ChrW(&H8BF7&) & ChrW(&H70B9&) & ChrW(&H300C&) & ChrW(&H81EA&) & ChrW(&H68C0&)
    text = text & ChrW(&H300D&) & ChrW(&H67E5&) & ChrW(&H770B&) & ChrW(&H539F&) & ChrW(&H56E0&) & ChrW(&H3002&)
    AloneText = text
End Function

Public Function NoServerText() As String
    Dim text As String
    text = text & ChrW(&H8FDE&) & ChrW(&H63A5&) & ChrW(&H4E0D&) & ChrW(&H4E0A&) & ChrW(&H300C&) & ChrW(&H516C&) & ChrW(&H5F00&) & ChrW(&H5E74&)
    text = text & ChrW(&H62A5&) & ChrW(&H300D&) & ChrW(&H7A0B&) & ChrW(&H5E8F&) & ChrW(&H3002&) & ChrW(&H8BF7&) & ChrW(&H91CD&) & ChrW(&H65B0&)
    text = text & ChrW(&H6253&) & ChrW(&H5F00&) & ChrW(&H8868&) & ChrW(&H683C&) & ChrW(&H8F6F&) & ChrW(&H4EF6&) & ChrW(&H540E&) & ChrW(&H518D&)
    text = text & ChrW(&H8BD5&) & ChrW(&HFF1B&) & ChrW(&H4ECD&) & ChrW(&H4E0D&) & ChrW(&H884C&) & ChrW(&H7684&) & ChrW(&HFF0C&) & ChrW(&H8BF7&)
    text = text & ChrW(&H91CD&) & ChrW(&H65B0&) & ChrW(&H5B89&) & ChrW(&H88C5&) & ChrW(&H3002&)
    NoServerText = text
End Function
